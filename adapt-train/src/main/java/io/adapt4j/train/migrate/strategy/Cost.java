package io.adapt4j.train.migrate.strategy;

/**
 * What a strategy is expected to take.
 *
 * @param passes texts through a base; a text of a training step counts as three, forward and backward
 * @param labels labelled examples that it learns from
 */
public record Cost(double passes, int labels) {
    /** Passes that a text of a training step counts as. */
    public static final int STEP = 3;

    /** The cost of a training. */
    public static Cost training(int texts, int epochs, int labels) {
        return new Cost((double) STEP * texts * epochs, labels);
    }
}
