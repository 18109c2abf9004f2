package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/**
 * A recipe cannot be used: the document is malformed or has unknown fields, wrong types or values out of range. The message
 * lists everything that is wrong, each with its line, its path and, where there is one, what was probably meant.
 */
public final class InvalidRecipeException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public InvalidRecipeException(String message) {
        super(message);
    }

    public InvalidRecipeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
