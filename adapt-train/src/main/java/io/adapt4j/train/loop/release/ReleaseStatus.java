package io.adapt4j.train.loop.release;

/**
 * How far a release is.
 *
 * @param reason in a sentence: what it is doing, or why it ended so
 */
public record ReleaseStatus(Phase phase, String reason) {

    /** The phases of a release. */
    public enum Phase {
        RUNNING,
        /** The alias points at the candidate. */
        PROMOTED,
        /** The alias points where it did. */
        STOPPED
    }

    public static ReleaseStatus running(String reason) {
        return new ReleaseStatus(Phase.RUNNING, reason);
    }

    public static ReleaseStatus promoted(String reason) {
        return new ReleaseStatus(Phase.PROMOTED, reason);
    }

    public static ReleaseStatus stopped(String reason) {
        return new ReleaseStatus(Phase.STOPPED, reason);
    }
}
