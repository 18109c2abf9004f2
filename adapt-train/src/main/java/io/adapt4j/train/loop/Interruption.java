package io.adapt4j.train.loop;

import org.jspecify.annotations.Nullable;

/** Why a training is to end before its time. */
final class Interruption {
    private volatile boolean closing;
    private volatile long rejected;

    /** The loop is being closed; what is under way goes on when there is a loop again. */
    void close() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /** A run was rejected. */
    void reject(long run) {
        rejected = run;
    }

    /** Why the training of a run is to end; null if it is not. */
    @Nullable
    String reason(long run) {
        if (closing) {
            return "The loop is being closed";
        }
        return rejected == run ? "The run was rejected" : null;
    }
}
