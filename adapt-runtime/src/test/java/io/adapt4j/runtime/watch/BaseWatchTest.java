package io.adapt4j.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.ContentHash;
import io.adapt4j.error.TrainingException;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.bases.BaseDescription;
import io.adapt4j.registry.bases.BaseFeed;
import io.adapt4j.registry.bases.BaseRegistry;
import io.adapt4j.registry.bases.BaseUpdate;
import io.adapt4j.testing.registry.HeapStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class BaseWatchTest {
    private static final Change CHANGE = Change.by("test", "to see");
    private static final Duration INTERVAL = Duration.ofMillis(5);

    private final CuttableStore store = new CuttableStore(new HeapStore());
    private final BaseRegistry bases = new BaseRegistry(new Registry(store));
    private final List<BaseUpdate> told = new CopyOnWriteArrayList<>();

    private ContentHash base(String name) {
        ContentHash hash = ContentHash.of(name.getBytes(StandardCharsets.UTF_8));
        bases.register(new BaseDescription(name, hash, "onnx", "MIT", Optional.empty(), List.of(), 0, ""), CHANGE);
        return hash;
    }

    private BaseUpdate update(String from, String to) {
        return bases.declareSuccessor(base(from), base(to), "", CHANGE);
    }

    private BaseFeed feed() {
        return new BaseFeed(bases, "loop");
    }

    @Test
    void start_updatesBeforeAndAfter_areToldOnceInTheirOrderAlsoAcrossWatches() {
        BaseUpdate first = update("a", "b");
        try (BaseWatch watch = BaseWatch.start(feed(), INTERVAL, told::add)) {
            Await.until(() -> told, () -> told.size() == 1);
            BaseUpdate second = update("b", "c");
            Await.until(() -> told, () -> told.size() == 2 && feed().pending().isEmpty());
            assertThat(told).containsExactly(first, second);
            assertThat(watch.failure()).isEmpty();
        }
        BaseUpdate third = update("c", "d");
        try (BaseWatch again = BaseWatch.start(feed(), INTERVAL, told::add)) {
            Await.until(() -> told, () -> told.size() == 3 && again.failure().isEmpty());
        }
        assertThat(told.get(2)).isEqualTo(third);
    }

    @Test
    void listener_thatThrowsWhateverItIs_isToldAgainBeforeAnyOther() {
        BaseUpdate first = update("a", "b");
        BaseUpdate second = update("b", "c");
        try (BaseWatch watch = BaseWatch.start(feed(), INTERVAL, update -> {
            told.add(update);
            if (told.size() == 1) {
                throw new StackOverflowError();
            }
            if (told.size() == 2) {
                throw new TrainingException("not yet");
            }
        })) {
            Await.until(() -> told, () -> told.size() == 4 && watch.failure().isEmpty());
        }
        assertThat(told).containsExactly(first, first, first, second);
        assertThat(feed().pending()).isEmpty();
    }

    @Test
    void registry_thatIsCutOff_isTriedUntilItAnswers() {
        BaseFeed feed = feed();
        store.cut = true;
        try (BaseWatch watch = BaseWatch.start(feed, INTERVAL, told::add)) {
            Await.until(watch::failure, () -> watch.failure()
                    .filter(failure -> failure.attempts() > 1)
                    .isPresent());
            assertThat(watch.failure().orElseThrow().error()).contains("cut off");
            store.cut = false;
            BaseUpdate update = update("a", "b");
            Await.until(
                    () -> told, () -> told.contains(update) && watch.failure().isEmpty());
        }
    }

    @Test
    void start_intervalOfNothing_isRefused() {
        assertThatThrownBy(() -> BaseWatch.start(feed(), Duration.ZERO, told::add))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
