package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** A well-formed adapter does not fit the base model: another content hash, an unknown target module, a wrong shape or rank. */
public final class IncompatibleAdapterException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public IncompatibleAdapterException(String message) {
        super(message);
    }

    public IncompatibleAdapterException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
