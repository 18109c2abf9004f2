package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** A training cannot go on: its loss or gradient is no longer a finite number. */
public final class TrainingException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public TrainingException(String message) {
        super(message);
    }

    public TrainingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
