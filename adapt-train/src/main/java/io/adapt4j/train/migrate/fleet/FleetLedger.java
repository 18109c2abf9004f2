package io.adapt4j.train.migrate.fleet;

import io.adapt4j.error.ConflictException;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.State;
import io.adapt4j.train.migrate.fleet.FleetCodec.Run;
import io.adapt4j.train.provenance.Rates;
import io.adapt4j.train.provenance.RunMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/** The run that is under way, and what it took over all processes that were at work on it. */
final class FleetLedger {
    static final String KIND = "migration-fleet";
    private static final double NANOS = 1e9;

    private final Registry registry;
    private final FleetPlan plan;
    private final InstantSource clock;
    private final Instant begun;
    private final RunMeter meter = new RunMeter();
    private FleetSpent recorded = FleetSpent.NOTHING;
    private Run run;

    /** Goes on with the run that has not ended, or begins the next one. */
    FleetLedger(Registry registry, FleetPlan plan, InstantSource clock) {
        this.registry = registry;
        this.plan = plan;
        this.clock = clock;
        this.begun = clock.instant();
        this.run = change(before -> before.ended() ? new Run(before.number() + 1, false, FleetSpent.NOTHING) : before);
    }

    static Run read(Registry registry, FleetPlan plan) {
        return read(plan, registry.state(KIND, plan.key()));
    }

    private static Run read(FleetPlan plan, State state) {
        return FleetCodec.run(plan, state).orElse(new Run(0, true, FleetSpent.NOTHING));
    }

    synchronized long number() {
        return run.number();
    }

    /** What the run took so far. */
    synchronized FleetSpent spent() {
        return run.spent().plus(here().minus(recorded));
    }

    private FleetSpent here() {
        return new FleetSpent(Duration.between(begun, clock.instant()), Duration.ofNanos((long)
                (NANOS * meter.cost(Rates.NONE).cpuSeconds())));
    }

    /** Puts on record what was spent. */
    synchronized void record(boolean ended) {
        FleetSpent now = here();
        FleetSpent more = now.minus(recorded);
        run = change(before -> before.number() == run.number()
                ? new Run(
                        before.number(), before.ended() || ended, before.spent().plus(more))
                : before);
        recorded = now;
    }

    private Run change(UnaryOperator<Run> change) {
        while (true) {
            State seen = registry.state(KIND, plan.key());
            Run before = read(plan, seen);
            Run after = change.apply(before);
            if (after.equals(before)) {
                return after;
            }
            try {
                registry.put(seen, FleetCodec.write(plan, after));
                return after;
            } catch (ConflictException e) {
                // another process is at work on the same fleet: once more
            }
        }
    }
}
