package io.adapt4j.audit;

import io.adapt4j.error.InvalidInputException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Somebody has done something to something, for a reason.
 *
 * @param actor who: a person or a part of a program, by a name that can be asked about
 * @param subject to what, such as {@code triage@3} or a deployment's name
 * @param reason why, in words or as a reference to where it is said
 * @param details what else should be known, such as hashes and figures
 */
public record AuditEvent(
        String actor, AuditAction action, String subject, String reason, SortedMap<String, String> details) {

    public AuditEvent {
        if (actor.isBlank() || subject.isBlank() || reason.isBlank()) {
            throw new InvalidInputException("An audit event says who, to what and why; this one has the actor \""
                    + actor + "\", the subject \"" + subject + "\" and the reason \"" + reason + "\"");
        }
        details = Collections.unmodifiableSortedMap(new TreeMap<>(details));
    }

    public static AuditEvent of(String actor, AuditAction action, String subject, String reason) {
        return new AuditEvent(actor, action, subject, reason, new TreeMap<>());
    }

    /** The same with a further detail. */
    public AuditEvent with(String name, String value) {
        SortedMap<String, String> more = new TreeMap<>(details);
        more.put(name, value);
        return new AuditEvent(actor, action, subject, reason, more);
    }
}
