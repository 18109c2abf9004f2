package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** A disk or a database does not take or give back what is kept there: it is full, not writable, broken or cannot be reached. */
public final class StorageException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
