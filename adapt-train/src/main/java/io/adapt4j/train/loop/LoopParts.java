package io.adapt4j.train.loop;

import io.adapt4j.Adapter;
import io.adapt4j.audit.AuditAction;
import io.adapt4j.audit.AuditEvent;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.train.loop.feedback.LabelStore;
import io.adapt4j.train.loop.release.Release;
import io.adapt4j.train.loop.retrain.Migration;
import io.adapt4j.train.loop.retrain.Retraining;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What a loop is made of.
 *
 * @param folder in which runs keep what they need to go on
 * @param registration what else is said of a candidate at its registration
 */
record LoopParts(
        Registry registry,
        String adapter,
        Path folder,
        LabelStore labels,
        LoopPolicy policy,
        Retraining retraining,
        Optional<Migration> migration,
        Judge judge,
        Release release,
        BiFunction<Adapter, Registration, Registration> registration,
        InstantSource clock,
        Optional<AuditLog> audit) {

    Instant now() {
        return clock.instant();
    }

    /** Who the loop is in logs and histories. */
    String by() {
        return "loop of " + adapter;
    }

    Change change(String reason) {
        return new Change(by(), reason, now());
    }

    /** Puts on record what the loop does to a subject. */
    void audit(LoopRun run, AuditAction action, String subject, String reason) {
        audit(AuditEvent.of(by(), action, subject, reason), run);
    }

    void audit(AuditEvent event, LoopRun run) {
        audit.ifPresent(log -> log.record(event.with("run", Long.toString(run.number()))));
    }

    Path folder(LoopRun run) {
        return folder.resolve("run-" + run.number());
    }
}
