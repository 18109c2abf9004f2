package io.adapt4j.runtime.watch;

import io.adapt4j.Adapter;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.registry.Registry;
import io.adapt4j.runtime.AdapterHost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps deployments of a host at what aliases of a registry point to, so that a promotion anywhere is live on every host that watches
 * within the interval of looking and the time that loading takes.
 *
 * <pre>{@code
 * AliasWatch watch = AliasWatch.on(host, registry).deployment("triage", "triage", "champion").start();
 * }</pre>
 *
 * <p>Whatever fails, the host goes on with what it serves. While the registry cannot be reached, the watch looks for it every few
 * seconds and then catches up. A version that cannot be loaded, is refused by a check or does not fit the base is tried again when the
 * alias moves, and now and then before that. An alias that points at nothing changes nothing. {@link #status} tells.
 *
 * <p>One daemon thread does everything, one deployment after the other. Names that the watch follows should not be deployed by others.
 */
public final class AliasWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AliasWatch.class);
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    private static final long SECONDS_TO_END = 5;

    private final WatchSetup setup;
    private final List<Follower> followers;
    private final Backoff backoff;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile Contact contact = new Contact(Optional.empty(), Optional.empty());

    /** Whether the registry answers. */
    private record Contact(Optional<Instant> last, Optional<WatchFailure> failure) {}

    private AliasWatch(WatchSetup setup) {
        this.setup = setup;
        Optional<LastGood> lastGood = setup.lastGood().map(local -> new LastGood(setup.registry(), local));
        this.followers = setup.deployments().stream()
                .map(target -> new Follower(
                        Followed.start(target.deployment(), target.alias()),
                        setup.registry(),
                        lastGood,
                        this::deploy,
                        setup.audit()))
                .toList();
        this.backoff = new Backoff(setup.interval(), LONGEST_PAUSE);
        this.thread = new Thread(this::run, "adapt4j-alias-watch");
        thread.setDaemon(true);
    }

    /** A watch for deployments of a host, to which they are yet to be added. */
    public static WatchSetup on(AdapterHost host, Registry registry) {
        return new WatchSetup(host, registry, List.of(), INTERVAL, Optional.empty(), Optional.empty());
    }

    static AliasWatch start(WatchSetup setup) {
        AliasWatch watch = new AliasWatch(setup);
        watch.thread.start();
        return watch;
    }

    private void run() {
        boolean ended = false;
        while (!ended) {
            long pause = pass();
            synchronized (this) {
                notifyAll();
            }
            try {
                ended = closed.await(pause, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                LOG.warn("The watch was interrupted and ends");
                ended = true;
            }
        }
    }

    /**
     * Looks at every alias.
     *
     * @return the nanoseconds until the next time
     */
    private long pass() {
        try {
            for (Follower follower : followers) {
                if (isClosed()) {
                    return 0;
                }
                follower.look();
            }
        } catch (RuntimeException | Error e) { // an error that is not caught would end the watch
            lost(e);
            return backoff.next();
        }
        if (contact.failure().isPresent()) {
            LOG.info("The registry answers again");
            followers.forEach(Follower::retryNow);
        }
        contact = new Contact(Optional.of(Instant.now()), Optional.empty());
        backoff.reset();
        return Backoff.jittered(setup.interval().toNanos());
    }

    private void lost(Throwable error) {
        @Nullable WatchFailure before = contact.failure().orElse(null);
        if (before == null) {
            LOG.warn("The registry cannot be used; what is deployed goes on serving", error);
        }
        contact = new Contact(
                contact.last(), Optional.of(before == null ? WatchFailure.first(error) : before.again(error)));
        followers.forEach(Follower::fallBack);
    }

    /** Nothing is deployed once the watch has been closed, even where a load ends later. */
    private synchronized void deploy(String name, Adapter adapter) {
        if (isClosed()) {
            throw new DeploymentException("The watch has been closed");
        }
        setup.host().deploy(name, adapter);
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** How it is doing. */
    public WatchStatus status() {
        Contact now = contact;
        return new WatchStatus(
                now.last(),
                now.failure(),
                followers.stream().map(Follower::followed).toList());
    }

    /**
     * Waits until every deployment serves a version, whether it is what its alias points at or the one that was kept.
     *
     * @return whether that came true in time
     */
    public synchronized boolean awaitServing(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!followers.stream()
                .allMatch(follower -> follower.followed().serving().isPresent())) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /**
     * Ends the watch; what is deployed stays. Waits for a deployment that is under way, and some seconds for a call to the registry. May
     * be called twice.
     */
    @Override
    public void close() {
        synchronized (this) {
            closed.countDown();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_END));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
