package io.adapt4j.runtime.watch;

import io.adapt4j.registry.bases.BaseFeed;
import io.adapt4j.registry.bases.BaseUpdate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener of each {@link BaseUpdate}, in the order in which they were declared, so that it can migrate the adapters that are
 * bound to the old base.
 *
 * <p>An update is acknowledged in the feed once the listener has returned. One for which it throws is told again, after a pause that
 * grows, and those behind it wait; so is one during which the process died. So the listener sees each at least once, and should find out
 * for itself what of it is done. While the registry cannot be reached, the watch looks for it every few seconds.
 *
 * <p>The listener is called on the watch's one daemon thread, and may take as long as it needs.
 */
public final class BaseWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BaseWatch.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final long SECONDS_TO_END = 5;

    private final BaseFeed feed;
    private final Duration interval;
    private final Consumer<BaseUpdate> listener;
    private final Backoff backoff;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable WatchFailure failure;

    private BaseWatch(BaseFeed feed, Duration interval, Consumer<BaseUpdate> listener) {
        this.feed = feed;
        this.interval = interval;
        this.listener = listener;
        this.backoff = new Backoff(interval, LONGEST_PAUSE);
        this.thread = new Thread(this::run, "adapt4j-base-watch");
        thread.setDaemon(true);
    }

    /**
     * Starts a watch.
     *
     * @param feed of the reader that the listener is
     * @param interval the longest time between two looks at the registry, each of which reads two records
     * @throws IllegalArgumentException when the interval is shorter than a millisecond
     */
    public static BaseWatch start(BaseFeed feed, Duration interval, Consumer<BaseUpdate> listener) {
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("The interval is at least a millisecond, but was " + interval);
        }
        BaseWatch watch = new BaseWatch(feed, interval, listener);
        watch.thread.start();
        return watch;
    }

    private void run() {
        boolean ended = false;
        while (!ended) {
            try {
                ended = closed.await(pass(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                LOG.warn("The watch was interrupted and ends");
                ended = true;
            }
        }
    }

    /**
     * Tells of what is pending.
     *
     * @return the nanoseconds until the next time
     */
    private long pass() {
        try {
            for (BaseUpdate update : feed.pending()) {
                if (closed.getCount() == 0) {
                    return 0;
                }
                listener.accept(update);
                feed.acknowledge(update);
                backoff.reset();
            }
        } catch (RuntimeException | Error e) { // an error that is not caught would end the watch
            WatchFailure before = failure;
            LOG.warn("Base updates could not be dealt with and are tried again", e);
            failure = before == null ? WatchFailure.first(e) : before.again(e);
            return backoff.next();
        }
        failure = null;
        backoff.reset();
        return Backoff.jittered(interval.toNanos());
    }

    /** Why updates are not dealt with, by the listener or because of the registry; empty while they are. */
    public Optional<WatchFailure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Ends the watch. Waits some seconds for a listener that is at work; it is not interrupted. May be called twice. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_END));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
