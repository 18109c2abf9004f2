package io.adapt4j.train.migrate;

import java.time.Duration;
import java.util.Optional;

/**
 * What a migration may take. A strategy that is expected to go beyond it is not tried; one that has begun goes on to its end.
 *
 * @param passes texts through a base, as {@link io.adapt4j.train.migrate.strategy.Cost} counts them; the same on every machine
 * @param labels labelled examples that are learnt from
 * @param time after which no further strategy is begun; empty for no limit. With a limit the outcome depends on the machine
 */
public record MigrationBudget(double passes, int labels, Optional<Duration> time) {

    public MigrationBudget {
        if (!(passes >= 0) || labels < 0) {
            throw new IllegalArgumentException(
                    "passes and labels are 0 or more, but were " + passes + " and " + labels);
        }
    }

    /** Whatever it takes. */
    public static MigrationBudget unlimited() {
        return new MigrationBudget(Double.POSITIVE_INFINITY, Integer.MAX_VALUE, Optional.empty());
    }

    public MigrationBudget withPasses(double newPasses) {
        return new MigrationBudget(newPasses, labels, time);
    }

    public MigrationBudget withLabels(int newLabels) {
        return new MigrationBudget(passes, newLabels, time);
    }

    public MigrationBudget withTime(Duration newTime) {
        return new MigrationBudget(passes, labels, Optional.of(newTime));
    }
}
