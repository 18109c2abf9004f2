package io.adapt4j.train.migrate.fleet;

import io.adapt4j.train.migrate.MigrationBudget;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run of a fleet migration may take. When it is used up no further adapter is begun. Those under way begin no further strategy when the time
 * is, and go on to their end when the processor time is. What processes took that were killed counts up to the last adapter that they ended.
 *
 * @param time in which processes were at work on the run; empty for no limit
 * @param cpuTime processor time of these processes; empty for no limit
 * @param adapter what each migration may take; takes the place of the migrator's own budget
 */
public record FleetBudget(Optional<Duration> time, Optional<Duration> cpuTime, MigrationBudget adapter) {

    public FleetBudget {
        if (time.filter(Duration::isNegative).isPresent()
                || cpuTime.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException("Budgets of time are 0 or more, but were " + time + " and " + cpuTime);
        }
    }

    /** Whatever it takes. */
    public static FleetBudget unlimited() {
        return new FleetBudget(Optional.empty(), Optional.empty(), MigrationBudget.unlimited());
    }

    public FleetBudget withTime(Duration newTime) {
        return new FleetBudget(Optional.of(newTime), cpuTime, adapter);
    }

    public FleetBudget withCpuTime(Duration newCpuTime) {
        return new FleetBudget(time, Optional.of(newCpuTime), adapter);
    }

    public FleetBudget withAdapter(MigrationBudget newAdapter) {
        return new FleetBudget(time, cpuTime, newAdapter);
    }

    /** Why nothing more may be begun; empty if something may. */
    Optional<String> usedUp(FleetSpent spent) {
        Optional<String> late = time.filter(limit -> spent.time().compareTo(limit) >= 0)
                .map(limit -> "the budget of time, " + limit + ", is used up");
        return late.isPresent()
                ? late
                : cpuTime.filter(limit -> spent.cpuTime().compareTo(limit) >= 0)
                        .map(limit -> "the budget of processor time, " + limit + ", is used up");
    }

    /** What one migration may take now. */
    MigrationBudget next(FleetSpent spent) {
        return time.map(limit -> limit.minus(spent.time()))
                .filter(left ->
                        adapter.time().map(own -> left.compareTo(own) < 0).orElse(true))
                .map(adapter::withTime)
                .orElse(adapter);
    }
}
