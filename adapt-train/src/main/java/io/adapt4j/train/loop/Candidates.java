package io.adapt4j.train.loop;

import com.google.common.hash.Hashing;
import io.adapt4j.Adapter;
import io.adapt4j.audit.AuditAction;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.VersionId;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.loop.LoopRun.Outcome;
import io.adapt4j.train.loop.LoopRun.Snapshot;
import io.adapt4j.train.loop.LoopRun.Spent;
import io.adapt4j.train.loop.LoopRun.Stage;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.loop.retrain.Retrained;
import io.adapt4j.train.loop.retrain.RetrainingRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Makes the candidate of a run and registers it. */
final class Candidates {
    private final LoopParts parts;
    private final LoopRecord record;
    private final Transitions transitions;
    private final Interruption interruption;

    Candidates(LoopParts parts, LoopRecord record, Transitions transitions, Interruption interruption) {
        this.parts = parts;
        this.record = record;
        this.transitions = transitions;
        this.interruption = interruption;
    }

    boolean step(LoopRun run) {
        Optional<String> quiet = Beginning.quiet(parts.policy(), parts.now());
        if (quiet.isPresent()) {
            return transitions.waits(run, quiet.get());
        }
        Optional<Adapter> champion = run.fixed().champion().map(parts.registry()::load);
        Spent left = new Ledger(parts.policy().budget()).left(record.read().history(), parts.now());
        BudgetWatch watch = new BudgetWatch(left, parts.policy().rates(), () -> interruption.reason(run.number()));
        Retrained made;
        try {
            requireUnchanged(run.fixed());
            made = make(run, champion, watch);
        } catch (RuntimeException e) {
            if (interruption.isClosing()) {
                return false;
            }
            if (record.read().current().filter(LoopRun::isRejected).isPresent()) {
                return transitions.to(Stage.RETRAINING, run, next -> next.with(watch.spent()));
            }
            return transitions.end(run, Outcome.STOPPED, Stages.message(e), next -> next.with(watch.spent()));
        }
        AdapterVersion version = parts.registry().register(parts.adapter(), made.adapter(), registration(run, made));
        parts.audit(run, AuditAction.REGISTER, version.id().toString(), "the candidate of the run");
        Spent spent = made.cost().map(Spent::of).orElseGet(watch::spent);
        return transitions.to(Stage.GATING, run, next -> next.with(version.id()).with(spent));
    }

    private void requireUnchanged(Snapshot fixed) {
        if (!parts.labels().hash(fixed.to()).equals(fixed.hash())) {
            throw new InvalidDataException(
                    "The first " + fixed.to()
                            + " labels are not those that the run was begun with; a store of labels is added to and never changed");
        }
    }

    private Retrained make(LoopRun run, Optional<Adapter> champion, BudgetWatch watch) {
        Snapshot fixed = run.fixed();
        RetrainingRequest request = new RetrainingRequest(
                learnt(fixed.from(), fixed.to()),
                learnt(0, fixed.from()),
                judgedOn(fixed.to())::contains,
                champion,
                parts.policy().start(),
                parts.policy().replay(),
                created(parts.folder(run)),
                parts.policy().rates(),
                watch);
        return parts.migrates(run)
                ? parts.migration()
                        .orElseThrow()
                        .migrate(LoopParts.baseUpdate(run).orElseThrow().base(), request)
                : parts.retraining().retrain(request);
    }

    private static Path created(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StorageException("Cannot create the folder " + folder + " of a run: " + e, e);
        }
    }

    private ExampleSource<LabelledText> learnt(long from, long to) {
        ExampleSource<LabelledText> labels = parts.labels().labels(from, to);
        return () ->
                labels.stream().filter(label -> !isHeldOut(label, parts.policy().heldOut()));
    }

    /** The texts that are held out by now. */
    private Set<String> judgedOn(long to) {
        return Set.copyOf(heldOut(parts, 0, to).map(LabelledText::text).read());
    }

    /** The labels that a candidate is judged on. */
    static ExampleSource<LabelledText> heldOut(LoopParts parts, long from, long to) {
        ExampleSource<LabelledText> labels = parts.labels().labels(from, to);
        return () ->
                labels.stream().filter(label -> isHeldOut(label, parts.policy().heldOut()));
    }

    /** Whether a text is judged on; the same one is always on the same side. */
    private static boolean isHeldOut(LabelledText label, double share) {
        long hash = Hashing.farmHashFingerprint64()
                .hashString(label.text(), StandardCharsets.UTF_8)
                .asLong();
        return (hash >>> 11) * 0x1p-53 < share;
    }

    private Registration registration(LoopRun run, Retrained made) {
        Snapshot fixed = run.fixed();
        Registration plain = Registration.of(parts.change("run " + run.number()))
                .withParents(fixed.champion().stream().toArray(VersionId[]::new))
                .withTag("run", Long.toString(run.number()))
                .withTag(Stages.LABELS, Long.toString(parts.migrates(run) ? fixed.from() : fixed.to()));
        return parts.registration().apply(made.adapter(), plain);
    }
}
