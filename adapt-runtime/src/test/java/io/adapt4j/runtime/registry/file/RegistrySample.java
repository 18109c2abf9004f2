package io.adapt4j.runtime.registry.file;

import io.adapt4j.Adapter;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.Retention;
import java.nio.file.Path;
import java.time.Duration;

/** The sample of the page about the registry. */
final class RegistrySample {
    private RegistrySample() {}

    static Adapter run(Path folder, Adapter first, Adapter second) {
        // begin
        try (Registry registry = FileRegistry.open(folder)) {
            AdapterVersion may =
                    registry.register("triage", first, Registration.by("ann", "trained on the mail of May"));
            registry.move(registry.alias("triage", "champion"), may.id(), Change.by("ann", "the first"));

            AdapterVersion june = registry.register(
                    "triage",
                    second,
                    Registration.by("loop", "trained on the mail of June")
                            .withParents(may.id())
                            .withTag("month", "2026-06"));
            Alias seen = registry.alias("triage", "champion");
            registry.move(seen, june.id(), Change.by("loop", "passed its gate")); // unless somebody else moved it
            Adapter serving = registry.load(registry.alias("triage", "champion").required());

            registry.rollBack(registry.alias("triage", "champion"), Change.by("ann", "complaints"));
            registry.hold(june.id(), "case-7", Change.by("legal", "asked for by the customer"));
            registry.collect(Retention.of(Duration.ofDays(30)));
            return serving;
        }
        // end
    }
}
