package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** A request was not answered before its deadline. */
public final class DeadlineExceededException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public DeadlineExceededException(String message) {
        super(message);
    }

    public DeadlineExceededException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
