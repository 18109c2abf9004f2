package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** A registry does not have what was asked for, or does not allow what should be done; the message says why. */
public final class RegistryException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public RegistryException(String message) {
        super(message);
    }

    public RegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
