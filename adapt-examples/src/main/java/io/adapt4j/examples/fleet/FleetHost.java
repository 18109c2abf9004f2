package io.adapt4j.examples.fleet;

import io.adapt4j.BaseModel;
import io.adapt4j.examples.Models;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.watch.AliasWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A process that serves what an alias points to, asks itself all the time, and prints when an answer comes from another version. */
final class FleetHost {
    static final String NAME = "triage";
    static final String ALIAS = "champion";

    private FleetHost() {}

    /**
     * Runs until its standard input ends.
     *
     * @param args the registry's address and the interval in milliseconds
     */
    public static void main(String[] args) throws Exception {
        try (FleetRegistry fleet = FleetRegistry.open(args[0]);
                BaseModel base = Models.MINI_LM.open(1);
                AdapterHost host = AdapterHost.on(base);
                AliasWatch watch = AliasWatch.on(host, fleet.registry)
                        .deployment(NAME, NAME, ALIAS)
                        .withInterval(Duration.ofMillis(Long.parseLong(args[1])))
                        .start()) {
            if (!watch.awaitServing(Duration.ofMinutes(1))) {
                throw new IllegalStateException("Nothing to serve: " + watch.status());
            }
            String last = "";
            while (System.in.available() == 0) {
                String version = host.classify(NAME, "which version are you?").label();
                if (!version.equals(last)) {
                    System.out.println(version + " " + micros());
                    last = version;
                }
                Thread.sleep(1); // leaves the processor to others now and then
            }
        }
    }

    /** The time of this machine's clock, which all its processes share, in microseconds. */
    static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
