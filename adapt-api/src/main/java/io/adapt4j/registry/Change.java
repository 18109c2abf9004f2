package io.adapt4j.registry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Who changed a registry, why and when.
 *
 * @param by a person or a program
 * @param reason in a sentence
 * @param at to the millisecond
 */
public record Change(String by, String reason, Instant at) {
    public Change {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A change that is made now. */
    public static Change by(String by, String reason) {
        return new Change(by, reason, Instant.now());
    }
}
