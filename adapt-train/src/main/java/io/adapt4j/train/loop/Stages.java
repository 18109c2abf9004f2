package io.adapt4j.train.loop;

import io.adapt4j.ContentHash;
import io.adapt4j.audit.AuditAction;
import io.adapt4j.audit.AuditEvent;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.StorageException;
import io.adapt4j.json.Json;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.VersionId;
import io.adapt4j.train.gate.Finding;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.loop.LoopEvent.BaseUpdate;
import io.adapt4j.train.loop.LoopRun.Decision;
import io.adapt4j.train.loop.LoopRun.Judged;
import io.adapt4j.train.loop.LoopRun.Outcome;
import io.adapt4j.train.loop.LoopRun.Snapshot;
import io.adapt4j.train.loop.LoopRun.Stage;
import io.adapt4j.train.loop.release.ReleaseRequest;
import io.adapt4j.train.loop.release.ReleaseStatus;
import java.util.Optional;

/**
 * Takes a run from stage to stage. Each stage does its work first and records the next one last, and its work can be done again: a
 * process that is killed anywhere leaves a run that goes on.
 */
final class Stages {
    /** The tag of a candidate with the number of labels that it knows. */
    static final String LABELS = "labels";

    private static final String APPROVAL = "approval-";

    private final LoopParts parts;
    private final Transitions transitions;
    private final Candidates candidates;
    private final Verdicts verdicts;
    /** What was put on record last. */
    private Optional<Decided> onRecord = Optional.empty();

    Stages(LoopParts parts, LoopRecord record, Transitions transitions, Interruption interruption) {
        this.parts = parts;
        this.transitions = transitions;
        this.candidates = new Candidates(parts, record, transitions, interruption);
        this.verdicts = new Verdicts(parts);
    }

    /** Does what is due. Returns whether the run got on. */
    boolean step(LoopRun run) {
        try {
            if (run.isRejected()) {
                return reject(run);
            }
            return switch (run.stage()) {
                case TRIGGERED -> fix(run);
                case RETRAINING -> candidates.step(run);
                case GATING -> judge(run);
                case AWAITING_APPROVAL -> awaitApproval(run);
                case RELEASING -> release(run);
            };
        } catch (StorageException e) {
            throw e; // the registry is away: nothing is wrong with the run, which goes on later
        } catch (RuntimeException e) {
            return transitions.end(run, Outcome.STOPPED, message(e));
        }
    }

    /** What went wrong, in words; foreign code may throw anything. */
    static String message(RuntimeException e) {
        return e instanceof AdaptException ? String.valueOf(e.getMessage()) : e.toString();
    }

    private boolean reject(LoopRun run) {
        Decision decision = run.decision().orElseThrow();
        String reason = "rejected by " + decision.by() + ": " + decision.reason();
        audit(run, decision);
        if (run.stage() == Stage.RELEASING) {
            return follow(run, parts.release().abort(request(run), reason));
        }
        return transitions.end(run, Outcome.STOPPED, reason);
    }

    /** Fixes what the run works with. */
    private boolean fix(LoopRun run) {
        Alias alias = parts.registry().alias(parts.adapter(), parts.policy().alias());
        long to = parts.labels().size();
        long known = alias.version().map(this::known).orElse(0L);
        Snapshot snapshot =
                new Snapshot(Math.min(known, to), to, parts.labels().hash(to), alias.revision(), alias.version());
        parts.audit(run, AuditAction.RETRAIN, parts.adapter(), "a run begins: " + reasons(run));
        return transitions.to(Stage.RETRAINING, run, next -> next.with(snapshot));
    }

    private static String reasons(LoopRun run) {
        return String.join("; ", run.triggers().stream().map(LoopEvent::reason).toList());
    }

    /** How many labels an adapter was trained with; none, if the loop did not make it. */
    private long known(VersionId version) {
        String tag = parts.registry().notes(version).tags().getOrDefault(LABELS, "0");
        return tag.matches("\\d{1,18}") ? Long.parseLong(tag) : 0;
    }

    private boolean judge(LoopRun run) {
        Judged judged = run.judged().orElse(null);
        if (judged == null) {
            if (run.fixed().champion().equals(run.candidate())) {
                return transitions.end(run, Outcome.STOPPED, "the candidate is the champion, byte for byte");
            }
            Optional<String> foreign = foreignBase(run);
            if (foreign.isPresent()) {
                return transitions.end(run, Outcome.STOPPED, foreign.get());
            }
            Verdict verdict = verdicts.of(run);
            Judged said = new Judged(
                    verdict.passed(),
                    verdict.findings().stream().map(Stages::line).toList());
            parts.audit(
                    run,
                    AuditAction.EVALUATE,
                    run.made().toString(),
                    said.passed() ? "passed its gate" : "did not pass its gate");
            return transitions.to(Stage.GATING, run, next -> next.with(said));
        }
        if (!judged.passed()) {
            return transitions.end(
                    run,
                    Outcome.STOPPED,
                    "the candidate did not pass its gate: "
                            + String.join(
                                    "; ",
                                    judged.findings().stream()
                                            .filter(line -> line.startsWith("FAILED"))
                                            .toList()));
        }
        if (parts.policy().approval()) {
            return transitions.to(Stage.AWAITING_APPROVAL, run, next -> next.waiting("approval of " + run.made()));
        }
        return toRelease(run);
    }

    /** Why a candidate's base is the wrong one: only a base update may change it. */
    private Optional<String> foreignBase(LoopRun run) {
        Optional<ContentHash> own = base(run.made());
        Optional<ContentHash> expected = LoopParts.baseUpdate(run)
                .map(BaseUpdate::base)
                .or(() -> run.fixed().champion().flatMap(this::base));
        return own.isEmpty() || expected.isEmpty() || own.equals(expected)
                ? Optional.empty()
                : Optional.of("the candidate is for the base " + own.get() + ", but " + expected.get()
                        + " is wanted; open the loop over that base, or post a BaseUpdate");
    }

    private Optional<ContentHash> base(VersionId version) {
        return parts.registry().version(version).lineage().base();
    }

    private static String line(Finding finding) {
        String figures = finding.figures().isEmpty() ? "" : " " + finding.figures();
        String note = finding.note().isEmpty() ? "" : " (" + finding.note() + ")";
        return finding.status() + ": " + finding.criterion() + figures + note;
    }

    private boolean awaitApproval(LoopRun run) {
        Optional<Decision> decision = run.decision();
        if (decision.isEmpty()) {
            return false;
        }
        audit(run, decision.get());
        return toRelease(run);
    }

    private boolean toRelease(LoopRun run) {
        Optional<String> quiet = Beginning.quiet(parts.policy(), parts.now());
        if (quiet.isPresent()) {
            return transitions.waits(run, quiet.get());
        }
        run.decision().ifPresent(approval -> attach(run, approval));
        parts.audit(run, AuditAction.ROLL_OUT, run.made().toString(), "passed its gate; its release begins");
        return transitions.to(Stage.RELEASING, run, next -> next);
    }

    private void attach(LoopRun run, Decision approval) {
        parts.registry()
                .attach(
                        run.made(),
                        APPROVAL + run.number(),
                        Json.write(RunCodec.write(approval)),
                        parts.change("approved by " + approval.by()));
    }

    private boolean release(LoopRun run) {
        return follow(run, parts.release().advance(request(run)));
    }

    private boolean follow(LoopRun run, ReleaseStatus status) {
        return status.phase() == ReleaseStatus.Phase.RUNNING
                ? transitions.waits(run, status.reason())
                : end(run, status);
    }

    private boolean end(LoopRun run, ReleaseStatus status) {
        Outcome outcome = status.phase() == ReleaseStatus.Phase.PROMOTED ? Outcome.PROMOTED : Outcome.STOPPED;
        return transitions.end(run, outcome, status.reason());
    }

    private ReleaseRequest request(LoopRun run) {
        Snapshot fixed = run.fixed();
        return new ReleaseRequest(
                parts.registry(),
                parts.policy().alias(),
                fixed.revision(),
                fixed.champion(),
                run.made(),
                parts.change("run " + run.number()));
    }

    /** A person's decision about a run. */
    private record Decided(long run, Decision decision) {}

    /** Puts a person's decision on record, once, though the run may stay where it is for many steps. */
    private void audit(LoopRun run, Decision decision) {
        Optional<Decided> decided = Optional.of(new Decided(run.number(), decision));
        if (onRecord.equals(decided)) {
            return;
        }
        parts.audit(
                AuditEvent.of(
                        decision.by(),
                        decision.approved() ? AuditAction.APPROVE : AuditAction.REJECT,
                        run.candidate().map(VersionId::toString).orElse(parts.adapter()),
                        decision.reason()),
                run);
        onRecord = decided;
    }
}
