package io.adapt4j.train.loop;

import io.adapt4j.Adapter;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.error.StorageException;
import io.adapt4j.format.ProcessLock;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.train.loop.feedback.LabelStore;
import io.adapt4j.train.loop.release.Release;
import io.adapt4j.train.loop.retrain.Migration;
import io.adapt4j.train.loop.retrain.Retraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Describes a loop; made by {@link AdaptationLoop#on}. For one thread. */
public final class LoopBuilder {
    private final Registry registry;
    private final String adapter;
    private final LabelStore labels;
    private final Path folder;
    private LoopPolicy policy = LoopPolicy.defaults();
    private @Nullable Retraining retraining;
    private @Nullable Judge judge;
    private Release release = Release.direct();
    private Optional<Migration> migration = Optional.empty();
    private BiFunction<Adapter, Registration, Registration> registration = (candidate, plain) -> plain;
    private InstantSource clock = Clock.systemUTC();
    private Optional<AuditLog> audit = Optional.empty();

    LoopBuilder(Registry registry, String adapter, LabelStore labels, Path folder) {
        this.registry = registry;
        this.adapter = adapter;
        this.labels = labels;
        this.folder = folder;
    }

    /** When it retrains and how; {@link LoopPolicy#defaults}, if not said. */
    public LoopBuilder policy(LoopPolicy newPolicy) {
        policy = newPolicy;
        return this;
    }

    /** How it makes candidates; must be said. */
    public LoopBuilder retraining(Retraining newRetraining) {
        retraining = newRetraining;
        return this;
    }

    /** How it judges them; must be said. */
    public LoopBuilder judge(Judge newJudge) {
        judge = newJudge;
        return this;
    }

    /** How they get to serve; {@link Release#direct}, if not said. */
    public LoopBuilder release(Release newRelease) {
        release = newRelease;
        return this;
    }

    /** What makes a candidate when the base was updated; a retraining, if not said. */
    public LoopBuilder migration(Migration newMigration) {
        migration = Optional.of(newMigration);
        return this;
    }

    /**
     * What else is said of a candidate at its registration, such as a signature attached to it, without which a registry with a check
     * would not give it out.
     */
    public LoopBuilder registration(BiFunction<Adapter, Registration, Registration> addition) {
        registration = addition;
        return this;
    }

    /** Says what time it is. */
    public LoopBuilder clock(InstantSource newClock) {
        clock = newClock;
        return this;
    }

    /** Puts every decision on record. The last one before a process ended may be there twice, never not at all. */
    public LoopBuilder audit(AuditLog log) {
        audit = Optional.of(log);
        return this;
    }

    /**
     * Makes the loop, which does nothing yet.
     *
     * @throws StorageException when the folder cannot be written, or another loop has it
     */
    public AdaptationLoop open() {
        if (retraining == null || judge == null) {
            throw new IllegalStateException(
                    "A loop needs a retraining and a judge; set both, such as"
                            + " retraining(Retraining.by(base, task, LabelledText::toExample)) and judge(Judge.by(gate, base, LabelledText::toExample))");
        }
        LoopParts parts = new LoopParts(
                registry,
                adapter,
                folder,
                labels,
                policy,
                retraining,
                migration,
                judge,
                release,
                registration,
                clock,
                audit);
        return new AdaptationLoop(parts, locked());
    }

    private ProcessLock locked() {
        try {
            Files.createDirectories(folder);
            return ProcessLock.tryTake(folder.resolve("lock"))
                    .orElseThrow(() -> new StorageException("Another loop has the folder " + folder.toAbsolutePath()
                            + "; close it, or give this one a folder of its own"));
        } catch (IOException e) {
            throw new StorageException("Cannot use the folder " + folder.toAbsolutePath() + " for a loop: " + e, e);
        }
    }
}
