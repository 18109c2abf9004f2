package io.adapt4j.train.loop;

import io.adapt4j.error.AdaptException;
import io.adapt4j.registry.Registry;
import io.adapt4j.runtime.drift.DriftListener;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bus on which events come to a loop, and on which the application hears of events and runs. An event is in the registry before
 * {@link #post} returns, so that it may be posted by another process than the loop's, or before there is a loop. Safe for use by many
 * threads.
 */
public final class LoopEvents {
    private static final Logger LOG = LoggerFactory.getLogger(LoopEvents.class);
    private static final int MOST_WAITING = 64;

    private final LoopRecord record;
    private final List<LoopListener> listeners = new CopyOnWriteArrayList<>();
    private final Queue<LoopEvent> undelivered = new ArrayDeque<>();

    /** The bus of the loop of an adapter. */
    public LoopEvents(Registry registry, String adapter) {
        this.record = new LoopRecord(registry, adapter);
    }

    /**
     * Takes an event in. While no run has been begun for it, another of the same kind and by the same one replaces it, and a base
     * update replaces every base update.
     *
     * @throws io.adapt4j.error.StorageException when the registry does not take it; it counts for nothing then
     */
    public void post(LoopEvent event) {
        record.change(status -> status.withPending(joined(status.pending(), event)));
        tell(listener -> listener.onEvent(event));
    }

    private static List<LoopEvent> joined(List<LoopEvent> pending, LoopEvent event) {
        List<LoopEvent> all = new ArrayList<>(pending);
        all.removeIf(other -> other.kind() == event.kind()
                && (other.by().equals(event.by()) || event.kind() == LoopEvent.Kind.BASE_UPDATE));
        all.add(event);
        return all;
    }

    /** Tells somebody of all that comes from now on. */
    public void subscribe(LoopListener listener) {
        listeners.add(listener);
    }

    /** Tells somebody no more. */
    public void unsubscribe(LoopListener listener) {
        listeners.remove(listener);
    }

    /**
     * A listener for drift monitors that posts their alarms. An alarm that the registry does not take is kept in memory, and posted
     * with the loop's next step.
     */
    public DriftListener driftListener(InstantSource clock) {
        return (deployment, alarm) -> {
            LoopEvent event = LoopEvent.DriftAlarm.of(deployment, alarm, clock.instant());
            try {
                post(event);
            } catch (AdaptException e) {
                LOG.warn("An alarm could not be posted and will be posted later", e);
                keep(event);
            }
        };
    }

    private void keep(LoopEvent event) {
        synchronized (undelivered) {
            undelivered.add(event);
            if (undelivered.size() > MOST_WAITING) {
                undelivered.remove();
            }
        }
    }

    /** Posts the alarms that could not be posted. */
    void deliver() {
        synchronized (undelivered) {
            for (LoopEvent event = undelivered.peek(); event != null; event = undelivered.peek()) {
                post(event);
                undelivered.remove();
            }
        }
    }

    void tellOf(LoopRun run) {
        tell(listener -> listener.onRun(run));
    }

    private void tell(Consumer<LoopListener> news) {
        for (LoopListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) { // foreign code, and what it is told of has happened
                LOG.warn("A listener of an adaptation loop failed", e);
            }
        }
    }
}
