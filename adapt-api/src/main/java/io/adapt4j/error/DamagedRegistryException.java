package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** A registry holds other bytes than were written to it, or lacks some; the message names the file or record. */
public final class DamagedRegistryException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public DamagedRegistryException(String message) {
        super(message);
    }

    public DamagedRegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
