package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** Training or evaluation data cannot be used: it is empty, has a single class, an unknown label or a malformed row. */
public final class InvalidDataException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public InvalidDataException(String message) {
        super(message);
    }

    public InvalidDataException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
