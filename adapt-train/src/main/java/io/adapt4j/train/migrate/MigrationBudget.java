package io.adapt4j.train.migrate;

import java.time.Duration;
import java.util.Optional;

/**
 * What a migration may take. A strategy that is expected to go beyond it is not tried; one that has begun goes on to its end.
 *
 * @param passes texts through a base, as {@link io.adapt4j.train.migrate.strategy.Cost} counts them; the same on every machine
 * @param labels labelled examples that are learnt from
 * @param time after which no further strategy is begun; empty for no limit. With a limit the outcome depends on the machine
 * @param improvement share of the passes of all strategies together, in [0, 1], within which further ones are tried after a candidate has
 *     passed, for one that is better; 0 to end with the first that passes
 */
public record MigrationBudget(double passes, int labels, Optional<Duration> time, double improvement) {
    private static final double IMPROVEMENT = 1.0 / 3;

    public MigrationBudget {
        if (!(passes >= 0) || labels < 0 || !(improvement >= 0 && improvement <= 1)) {
            throw new IllegalArgumentException("passes and labels are 0 or more and improvement is in [0, 1], but were "
                    + passes + ", " + labels + " and " + improvement);
        }
    }

    /** Whatever it takes to have a candidate that passes, and a third of what all strategies take for a better one. */
    public static MigrationBudget unlimited() {
        return new MigrationBudget(Double.POSITIVE_INFINITY, Integer.MAX_VALUE, Optional.empty(), IMPROVEMENT);
    }

    public MigrationBudget withPasses(double newPasses) {
        return new MigrationBudget(newPasses, labels, time, improvement);
    }

    public MigrationBudget withLabels(int newLabels) {
        return new MigrationBudget(passes, newLabels, time, improvement);
    }

    public MigrationBudget withTime(Duration newTime) {
        return new MigrationBudget(passes, labels, Optional.of(newTime), improvement);
    }

    public MigrationBudget withImprovement(double newImprovement) {
        return new MigrationBudget(passes, labels, time, newImprovement);
    }
}
