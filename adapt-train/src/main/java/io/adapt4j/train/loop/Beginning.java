package io.adapt4j.train.loop;

import io.adapt4j.audit.AuditAction;
import io.adapt4j.train.loop.LoopEvent.Kind;
import io.adapt4j.train.loop.LoopEvent.NewLabels;
import io.adapt4j.train.loop.LoopEvent.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides whether a run begins. */
final class Beginning {
    private final LoopParts parts;
    private final LoopRecord record;
    private final LoopEvents events;
    private final Ledger ledger;

    Beginning(LoopParts parts, LoopRecord record, LoopEvents events) {
        this.parts = parts;
        this.record = record;
        this.events = events;
        this.ledger = new Ledger(parts.policy().budget());
    }

    /** Begins a run, where there are events and nothing holds it back. Returns whether it did. */
    boolean step() {
        schedule();
        countLabels();
        LoopStatus status = record.read();
        if (status.current().isPresent() || status.pending().isEmpty()) {
            return status.current().isPresent();
        }
        Instant now = parts.now();
        String held = heldBack(status, now).orElse("");
        if (!held.isEmpty()) {
            record.change(other -> other.current().isPresent() ? other : other.withWaiting(held));
            return false;
        }
        LoopStatus after = record.change(
                other -> other.current().isPresent() || other.pending().isEmpty() ? other : other.begun(now));
        after.current().ifPresent(run -> {
            parts.audit(run, AuditAction.RETRAIN, parts.adapter(), "a run begins: " + reasons(run));
            events.tellOf(run);
        });
        return after.current().isPresent();
    }

    private static String reasons(LoopRun run) {
        return String.join("; ", run.triggers().stream().map(LoopEvent::reason).toList());
    }

    /** Posts what is due by the schedule, once, however long nobody looked. */
    private void schedule() {
        Optional<Duration> every = parts.policy().every();
        if (every.isEmpty()) {
            return;
        }
        Instant now = parts.now();
        LoopStatus status = record.change(
                other -> other.scheduled().isPresent() ? other : other.withScheduled(now));
        Instant from = status.scheduled().orElse(now);
        if (!now.isBefore(from.plus(every.get()))) {
            events.post(new Schedule(every.get() + " have passed", parts.by(), now));
            record.change(other -> other.withScheduled(now));
        }
    }

    private void countLabels() {
        long wanted = parts.policy().newLabels();
        LoopStatus status = record.read();
        long fresh = parts.labels().size() - status.considered();
        boolean told = status.pending().stream().anyMatch(event -> event.kind() == Kind.NEW_LABELS);
        if (wanted > 0 && fresh >= wanted && status.current().isEmpty() && !told) {
            events.post(new NewLabels(fresh + " new labels", parts.by(), parts.now()));
        }
    }

    private Optional<String> heldBack(LoopStatus status, Instant now) {
        long fresh = parts.labels().size() - status.considered();
        boolean base = status.pending().stream().anyMatch(event -> event.kind() == Kind.BASE_UPDATE);
        if (fresh < parts.policy().minimumLabels() && !base) {
            return Optional.of("labels: " + fresh + " of " + parts.policy().minimumLabels() + " new ones");
        }
        Optional<String> quiet = quiet(parts.policy(), now);
        return quiet.isPresent() ? quiet : ledger.usedUp(status.history(), now);
    }

    /** What to say in quiet hours. */
    static Optional<String> quiet(LoopPolicy policy, Instant now) {
        return policy.quietHours()
                .filter(hours -> hours.contains(now))
                .map(hours -> "quiet hours until " + hours.end(now));
    }
}
