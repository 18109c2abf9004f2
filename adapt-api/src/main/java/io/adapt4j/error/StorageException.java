package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** A disk does not take or give back what a training keeps on it: it is full, not writable or broken. */
public final class StorageException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
