package io.adapt4j.train.migrate.strategy;

import java.util.Optional;

/**
 * A way to make an adapter for a new base of one for an old base. It gives a candidate and says nothing of how good it is: that is for a gate. The
 * same task gives the same candidate.
 */
public interface MigrationStrategy {

    /** What it is called in reports, such as {@code direct}. */
    String name();

    /** What it needs and the task does not have, as a sentence; empty when it can run. */
    Optional<String> missing(MigrationTask task);

    /** What it is expected to take on this task. */
    Cost estimate(MigrationTask task);

    /**
     * Makes a candidate.
     *
     * @throws io.adapt4j.error.AdaptException when it cannot be done, for a reason that shows on the way only
     */
    Candidate migrate(MigrationTask task);
}
