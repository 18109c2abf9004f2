package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** The inputs of a request do not fit the model: an unknown or missing name, a wrong dtype or shape, a token id out of range. */
public final class InvalidInputException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }

    public InvalidInputException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
