package io.adapt4j.train.loop;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.audit.AuditEntry;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.audit.FileAuditStore;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.testing.registry.StoreOpener;
import io.adapt4j.train.loop.LoopEvent.Manual;
import io.adapt4j.train.loop.feedback.FileLabelStore;
import io.adapt4j.train.loop.retrain.Retrained;
import io.adapt4j.train.testing.TinyBase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A registry with a champion, a store of labels, and loops over both. */
abstract class LoopFixture {
    static final String NAME = "triage";
    private static final String OPENER = "io.adapt4j.runtime.registry.file.FilesUnderTest$Opener";
    private static final BaseModel BASE = TinyBase.open(1);
    private static final Adapter FIRST = Post.first(BASE);
    private static final Adapter SECOND = Post.train(BASE, Post.later());

    final BaseModel base = BASE;
    final Adapter first = FIRST;
    /** Has learnt what came later. */
    final Adapter second = SECOND;

    final SetClock clock = new SetClock();

    @TempDir
    Path folder;

    FlakyStore store;
    Registry registry;
    FileLabelStore labels;
    AuditLog audit;
    VersionId champion;
    private final List<AdaptationLoop> loops = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        store = new FlakyStore(
                StoreOpener.open(OPENER, folder.resolve("registry").toString()));
        registry = new Registry(store);
        labels = FileLabelStore.open(folder.resolve("labels.jsonl"));
        audit = new AuditLog(new FileAuditStore(folder.resolve("audit")), clock);
        champion = registry.register(NAME, first, Registration.of(change("the first"))).id();
        registry.move(alias(), champion, change("the first"));
    }

    @AfterEach
    void close() {
        loops.forEach(AdaptationLoop::close);
        labels.close();
        registry.close();
    }

    final Change change(String reason) {
        return new Change("ann", reason, clock.instant());
    }

    final Alias alias() {
        return registry.alias(NAME, "champion");
    }

    /** A loop that makes {@link #second} of whatever there is, without a training. */
    final LoopBuilder builder(LoopPolicy policy) {
        return training(policy).retraining(request -> new Retrained(second, Optional.empty()));
    }

    /** A loop that trains. */
    final LoopBuilder training(LoopPolicy policy) {
        return AdaptationLoop.on(registry, NAME, labels, folder.resolve("loop"))
                .policy(policy)
                .retraining(Post.retraining(base))
                .judge(Post.judge(base))
                .clock(clock)
                .audit(audit);
    }

    final AdaptationLoop loop(LoopBuilder builder) {
        AdaptationLoop loop = builder.open();
        loops.add(loop);
        return loop;
    }

    final AdaptationLoop loop(LoopPolicy policy) {
        return loop(builder(policy));
    }

    final Manual manual(String reason) {
        return new Manual(reason, "ann", clock.instant());
    }

    /** What was put on record, as {@code action reason}. */
    final List<String> onRecord() {
        List<AuditEntry> entries = new ArrayList<>();
        audit.forEach(entries::add);
        return entries.stream()
                .map(entry -> entry.event().action().label() + " " + entry.event().reason())
                .toList();
    }

    /** How the run that ended last did. */
    static String end(AdaptationLoop loop) {
        LoopRun.End end = loop.status().last().orElseThrow().end().orElseThrow();
        return end.outcome() + ": " + end.reason();
    }
}
