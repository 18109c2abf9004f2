package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** More requests are waiting than the host was told to accept. Retry later, or elsewhere. */
public final class OverloadedException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public OverloadedException(String message) {
        super(message);
    }

    public OverloadedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
