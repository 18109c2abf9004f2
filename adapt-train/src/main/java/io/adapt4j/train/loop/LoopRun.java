package io.adapt4j.train.loop;

import io.adapt4j.ContentHash;
import io.adapt4j.registry.VersionId;
import io.adapt4j.train.provenance.RunCost;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A run of a loop, as it stands in the registry.
 *
 * @param number counts the runs of a loop, from 1
 * @param triggers the events that it was begun for
 * @param waiting what it waits for; empty if for nothing
 * @param snapshot what it works with; empty before that is fixed
 * @param candidate what it made
 * @param judged what the gate said
 * @param spent what its training took
 * @param decision what a person said
 * @param end how it ended; empty while it is under way
 */
public record LoopRun(
        long number,
        List<LoopEvent> triggers,
        Instant started,
        Stage stage,
        String waiting,
        Optional<Snapshot> snapshot,
        Optional<VersionId> candidate,
        Optional<Judged> judged,
        Optional<Spent> spent,
        Optional<Decision> decision,
        Optional<End> end) {

    /** The stages of a run, in their order; one that has ended keeps its last. */
    public enum Stage {
        /** Its data are to be fixed. */
        TRIGGERED,
        /** A candidate is made. */
        RETRAINING,
        /** The candidate is judged, or was and may not be released at this hour. */
        GATING,
        /** A person is to decide. */
        AWAITING_APPROVAL,
        /** The candidate is brought into service. */
        RELEASING
    }

    /** How a run ends. */
    public enum Outcome {
        PROMOTED,
        STOPPED
    }

    /**
     * What a run works with, whatever comes meanwhile.
     *
     * @param from the number of the first label that the champion does not know
     * @param to the number after the last label
     * @param hash of the first {@code to} labels
     * @param revision the revision of the alias
     * @param champion what the alias points at
     */
    public record Snapshot(long from, long to, ContentHash hash, long revision, Optional<VersionId> champion) {}

    /** What the gate said, one line for each criterion. */
    public record Judged(boolean passed, List<String> findings) {
        public Judged {
            findings = List.copyOf(findings);
        }
    }

    /** What a training took. */
    public record Spent(double cpuSeconds, double joules, double price) {
        static Spent of(RunCost cost) {
            return new Spent(cost.cpuSeconds(), cost.joules(), cost.price());
        }

        Spent plus(Spent other) {
            return new Spent(cpuSeconds + other.cpuSeconds, joules + other.joules, price + other.price);
        }
    }

    /** What a person decided, and why. */
    public record Decision(boolean approved, String by, String reason, Instant at) {
        public Decision {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /** How it ended, and why. */
    public record End(Outcome outcome, String reason, Instant at) {
        public End {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    public LoopRun {
        triggers = List.copyOf(triggers);
        started = started.truncatedTo(ChronoUnit.MILLIS);
    }

    static LoopRun begin(long number, List<LoopEvent> triggers, Instant started) {
        return new LoopRun(
                number,
                triggers,
                started,
                Stage.TRIGGERED,
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    LoopRun at(Stage next) {
        return new LoopRun(
                number, triggers, started, next, "", snapshot, candidate, judged, spent, decision, end);
    }

    LoopRun waiting(String newWaiting) {
        return new LoopRun(
                number, triggers, started, stage, newWaiting, snapshot, candidate, judged, spent, decision, end);
    }

    LoopRun with(Snapshot newSnapshot) {
        return new LoopRun(
                number,
                triggers,
                started,
                stage,
                waiting,
                Optional.of(newSnapshot),
                candidate,
                judged,
                spent,
                decision,
                end);
    }

    LoopRun with(VersionId newCandidate) {
        return new LoopRun(
                number,
                triggers,
                started,
                stage,
                waiting,
                snapshot,
                Optional.of(newCandidate),
                judged,
                spent,
                decision,
                end);
    }

    LoopRun with(Judged newJudged) {
        return new LoopRun(
                number,
                triggers,
                started,
                stage,
                waiting,
                snapshot,
                candidate,
                Optional.of(newJudged),
                spent,
                decision,
                end);
    }

    LoopRun with(Spent newSpent) {
        return new LoopRun(
                number,
                triggers,
                started,
                stage,
                waiting,
                snapshot,
                candidate,
                judged,
                Optional.of(newSpent),
                decision,
                end);
    }

    LoopRun with(Decision newDecision) {
        return new LoopRun(
                number,
                triggers,
                started,
                stage,
                waiting,
                snapshot,
                candidate,
                judged,
                spent,
                Optional.of(newDecision),
                end);
    }

    LoopRun with(End newEnd) {
        return new LoopRun(
                number,
                triggers,
                started,
                stage,
                "",
                snapshot,
                candidate,
                judged,
                spent,
                decision,
                Optional.of(newEnd));
    }

    /** Whether somebody has rejected it. */
    boolean isRejected() {
        return decision.filter(made -> !made.approved()).isPresent();
    }

    /** What it works with; there from {@link Stage#RETRAINING} on. */
    Snapshot fixed() {
        return snapshot.orElseThrow(() -> new IllegalStateException("The run " + number + " has no snapshot"));
    }

    /** What it made; there from {@link Stage#GATING} on. */
    VersionId made() {
        return candidate.orElseThrow(() -> new IllegalStateException("The run " + number + " has no candidate"));
    }
}
