package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** A base model is missing, truncated, malformed or refused by its engine. */
public final class InvalidModelException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public InvalidModelException(String message) {
        super(message);
    }

    public InvalidModelException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
