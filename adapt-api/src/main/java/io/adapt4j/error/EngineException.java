package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** An engine failed on input that had passed every check; the cause is the error of the engine. */
public final class EngineException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public EngineException(String message) {
        super(message);
    }

    public EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
