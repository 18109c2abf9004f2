package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** A training was cancelled before it had a result. */
public final class TrainingStoppedException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public TrainingStoppedException(String message) {
        super(message);
    }

    public TrainingStoppedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
