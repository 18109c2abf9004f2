package io.adapt4j.train.loop;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.adapt4j.ContentHash;
import io.adapt4j.audit.AuditAction;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.registry.VersionId;
import io.adapt4j.registry.bases.BaseRegistry;
import io.adapt4j.train.loop.LoopEvent.BaseUpdate;
import io.adapt4j.train.loop.LoopRun.End;
import io.adapt4j.train.loop.LoopRun.Outcome;
import io.adapt4j.train.loop.LoopRun.Stage;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records that a run got on, unless it has got on already, by another process. */
final class Transitions {
    private static final Logger LOG = LoggerFactory.getLogger(Transitions.class);

    private final LoopParts parts;
    private final LoopRecord record;
    private final LoopEvents events;
    private final Ledger ledger;

    Transitions(LoopParts parts, LoopRecord record, LoopEvents events) {
        this.parts = parts;
        this.record = record;
        this.events = events;
        this.ledger = new Ledger(parts.policy().budget());
    }

    /** The run's next stage. */
    boolean to(Stage stage, LoopRun run, UnaryOperator<LoopRun> change) {
        LoopStatus after = record.change(status -> same(status, run)
                .map(now -> status.withCurrent(change.apply(now.at(stage))))
                .orElse(status));
        after.current().ifPresent(events::tellOf);
        return true;
    }

    /** What the run waits for. Returns that it got no further. */
    boolean waits(LoopRun run, String reason) {
        record.change(status -> same(status, run)
                .map(now -> status.withCurrent(now.waiting(reason)))
                .orElse(status));
        return false;
    }

    /** The run's end. */
    boolean end(LoopRun run, Outcome outcome, String reason) {
        return end(run, outcome, reason, next -> next);
    }

    /** As above, with what else is to be said of it. */
    boolean end(LoopRun run, Outcome outcome, String reason, UnaryOperator<LoopRun> change) {
        if (outcome == Outcome.PROMOTED) {
            LoopParts.baseUpdate(run).map(BaseUpdate::base).ifPresent(this::passOn);
        }
        End end = new End(outcome, reason, parts.now());
        parts.audit(
                run,
                outcome == Outcome.PROMOTED ? AuditAction.PROMOTE : AuditAction.ABORT,
                run.candidate().map(VersionId::toString).orElse(parts.adapter()),
                reason);
        LoopStatus after = record.change(status -> same(status, run)
                .map(now -> {
                    LoopRun ended = change.apply(now).with(end);
                    List<LoopRun> history = new ArrayList<>(status.history());
                    history.add(ended);
                    long known = ended.snapshot()
                            .filter(fixed -> !parts.migrates(ended))
                            .map(LoopRun.Snapshot::to)
                            .orElse(status.considered());
                    return status.ended(known, ledger.kept(history, parts.now()));
                })
                .orElse(status));
        clear(parts.folder(run));
        after.last().filter(ended -> ended.number() == run.number()).ifPresent(events::tellOf);
        return true;
    }

    /**
     * Posts the successors of a base that were declared before anything here was bound to it: nobody told this loop of them. A record of them that
     * cannot be read keeps no run from its end.
     */
    private void passOn(ContentHash base) {
        try {
            new BaseRegistry(parts.registry())
                    .successors(base)
                    .forEach(update -> events.post(BaseUpdateEvents.event(update)));
        } catch (DamagedRegistryException e) {
            LOG.warn("The successors of the base {} are not known", base, e);
        }
    }

    private static Optional<LoopRun> same(LoopStatus status, LoopRun run) {
        return status.current().filter(now -> now.number() == run.number() && now.stage() == run.stage());
    }

    /** Deletes the folders of runs that have ended, whose process was killed before it did. */
    void clearAllBut(Optional<LoopRun> current) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parts.folder(), "run-*")) {
            for (Path folder : folders) {
                if (current.filter(run -> parts.folder(run).equals(folder)).isEmpty()) {
                    clear(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("The folder {} could not be cleared of runs that have ended", parts.folder(), e);
        }
    }

    private static void clear(Path folder) {
        try {
            if (Files.exists(folder)) {
                MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
            }
        } catch (IOException e) {
            LOG.warn("The folder {} of a run that has ended could not be deleted", folder, e);
        }
    }
}
