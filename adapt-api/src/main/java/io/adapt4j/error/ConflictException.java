package io.adapt4j.error;

/** Somebody else changed an alias or a state first. Nothing was changed; look at it again and decide anew. */
public final class ConflictException extends AdaptException {
    private static final long serialVersionUID = 1L;

    private final long actualRevision;

    /**
     * @param actualRevision the revision that it has
     */
    public ConflictException(String message, long actualRevision) {
        super(message);
        this.actualRevision = actualRevision;
    }

    /** The revision that was there instead of the expected one. */
    public long actualRevision() {
        return actualRevision;
    }
}
