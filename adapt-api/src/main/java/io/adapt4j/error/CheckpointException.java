package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** The checkpoints of a training cannot be used: they cannot be written or read, or are those of another training. */
public final class CheckpointException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
