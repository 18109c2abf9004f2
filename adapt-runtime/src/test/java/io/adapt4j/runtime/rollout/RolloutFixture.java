package io.adapt4j.runtime.rollout;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.watch.CuttableStore;
import io.adapt4j.task.Classification;
import io.adapt4j.testing.registry.HeapStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;

/** A registry whose champion says yes, hosts, and a clock that stands still. */
abstract class RolloutFixture {
    static final String NAME = "triage";
    static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    static final Change ANN = new Change("ann", "wants it so", START);

    final BaseModel base = TinyTexts.base();
    final CuttableStore store = new CuttableStore(new HeapStore());
    final Registry registry = new Registry(store);
    final AtomicReference<Instant> now = new AtomicReference<>(START);
    final List<RolloutEvent> told = new ArrayList<>();
    final VersionId champion = register(TinyTexts.saying(base, "yes", 1));
    private final List<AutoCloseable> opened = new ArrayList<>();

    RolloutFixture() {
        registry.move(alias(), champion, ANN);
    }

    @AfterEach
    void close() throws Exception {
        store.cut = false;
        for (AutoCloseable each : opened) {
            each.close();
        }
        base.close();
    }

    <T extends AutoCloseable> T opened(T resource) {
        opened.add(0, resource);
        return resource;
    }

    final VersionId register(Adapter adapter) {
        return registry.register(NAME, adapter, Registration.of(ANN)).id();
    }

    VersionId saying(String label) {
        return register(TinyTexts.saying(base, label, 2));
    }

    final Alias alias() {
        return registry.alias(NAME, "champion");
    }

    AdapterHost host() {
        return opened(AdapterHost.on(base));
    }

    /** Looks at the registry only when it is told to, or a guard or a step calls. */
    RolloutOptions options(String name) {
        return RolloutOptions.of(name).withInterval(Duration.ofHours(1)).withClock(now::get);
    }

    Rollouts rollouts(AdapterHost host, String name) {
        return opened(Rollouts.on(host, registry, options(name), (rollout, event) -> {
            synchronized (told) {
                told.add(event);
            }
        }));
    }

    Rollout start(VersionId challenger, RolloutPlan plan) {
        return rollouts(host(), "a").start(NAME, alias(), challenger, plan, ANN);
    }

    /** Answers one text for each of many keys, and gives what was said. */
    static List<RolloutAnswer<Classification>> ask(Rollout rollout, int from, int to) {
        List<RolloutAnswer<Classification>> answers = new ArrayList<>();
        for (int key = from; key < to; key++) {
            answers.add(rollout.answer("key " + key, "win money", Classification.class));
        }
        return answers;
    }

    /** Submits texts and waits for their answers and for what is shadowed. */
    static void submit(Rollout rollout, int count) {
        for (int key = 0; key < count; key++) {
            rollout.submit("key " + key, "win money", Classification.class).join();
        }
    }

    static String label(AdapterHost host) {
        return host.classify(NAME, "notes").label();
    }
}
