package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** An adapter, or a file of one, is missing, truncated, malformed, altered or holds values that cannot be used (NaN, wrong dtype). */
public final class InvalidAdapterException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public InvalidAdapterException(String message) {
        super(message);
    }

    public InvalidAdapterException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
