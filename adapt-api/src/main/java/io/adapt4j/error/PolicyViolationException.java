package io.adapt4j.error;

/** A data policy does not allow training on a source; the message says which source, which tag, and what is allowed. */
public final class PolicyViolationException extends AdaptException {
    private static final long serialVersionUID = 1L;

    public PolicyViolationException(String message) {
        super(message);
    }
}
