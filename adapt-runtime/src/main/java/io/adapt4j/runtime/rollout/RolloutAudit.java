package io.adapt4j.runtime.rollout;

import io.adapt4j.audit.AuditAction;
import io.adapt4j.audit.AuditEvent;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.registry.Change;

/**
 * Writes what happens to rollouts into an audit log: who, why, which versions and what the guards had found. Where the log cannot be written,
 * the event is told again later; one that comes twice has the same rollout and number.
 */
public record RolloutAudit(AuditLog log) implements RolloutListener {
    private static final String UNKNOWN = "not said";

    @Override
    public void onEvent(RolloutDocument rollout, RolloutEvent event) {
        Change change = event.change();
        AuditEvent entry = AuditEvent.of(
                        said(change.by()),
                        action(event),
                        rollout.subject().challenger().toString(),
                        said(change.reason()))
                .with("rollout", rollout.subject().id())
                .with("number", Integer.toString(event.number()))
                .with("event", event.what().name())
                .with("stage", event.stage().name())
                .with("step", Integer.toString(event.step()))
                .with("champion", rollout.subject().champion().toString())
                .with("host", event.host());
        for (Evidence evidence : rollout.evidence()) {
            entry = entry.with("guard." + evidence.guard().name(), evidence.counts() + " " + evidence.logEValue());
        }
        log.record(entry);
    }

    private static String said(String text) {
        return text.isBlank() ? UNKNOWN : text;
    }

    private static AuditAction action(RolloutEvent event) {
        return switch (event.what()) {
            case START, STEP, PAUSE, PROCEED -> AuditAction.ROLL_OUT;
            case PROMOTE -> AuditAction.PROMOTE;
            case ABORT -> AuditAction.ABORT;
            case ROLL_BACK -> AuditAction.ROLL_BACK;
        };
    }
}
