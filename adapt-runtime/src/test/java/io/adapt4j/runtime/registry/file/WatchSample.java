package io.adapt4j.runtime.registry.file;

import io.adapt4j.registry.Registry;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.registry.jdbc.JdbcRegistry;
import io.adapt4j.runtime.watch.AliasWatch;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;

/** The sample of the page about the registry, of a fleet. */
final class WatchSample {
    private WatchSample() {}

    static boolean run(AdapterHost host, DataSource database, Path disk) throws InterruptedException {
        // begin
        try (Registry registry = JdbcRegistry.open(database);
                Registry lastGood = FileRegistry.open(disk);
                AliasWatch watch = AliasWatch.on(host, registry)
                        .deployment("triage", "triage", "champion")
                        .withLastGood(lastGood)
                        .start()) {
            return watch.awaitServing(Duration.ofSeconds(30)) && watch.status().current();
        }
        // end
    }
}
