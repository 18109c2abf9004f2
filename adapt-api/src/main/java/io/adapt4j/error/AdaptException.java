package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of every error that the library raises on purpose. The message says what was given, what was expected
 * and, where it can, what to do. The subclasses say whose input is at fault, so that a caller can tell a broken
 * adapter from a broken model or a refused request.
 */
public abstract class AdaptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected AdaptException(String message) {
        super(message);
    }

    protected AdaptException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
