package io.adapt4j.error;

import org.jspecify.annotations.Nullable;

/** A request addresses a deployment that does not exist, or a host or model that has been closed. */
public final class DeploymentException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public DeploymentException(String message) {
        super(message);
    }

    public DeploymentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
