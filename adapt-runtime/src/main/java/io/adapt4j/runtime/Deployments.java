package io.adapt4j.runtime;

import io.adapt4j.error.DeploymentException;
import io.adapt4j.runtime.observe.SwapEvent;
import io.adapt4j.runtime.pool.Resident;
import io.adapt4j.runtime.pool.ResidentPool;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Which adapter serves each name. Reading never waits; changes are made one after the other. */
final class Deployments {
    private final Map<String, Version> versions = new ConcurrentSkipListMap<>();
    private final LongAdder swaps = new LongAdder();
    private volatile boolean closed;

    /** One adapter serving a name. */
    record Version(String name, long number, ResidentPool.Entry entry) {

        Deployment describe() {
            return entry.describe((hash, bytes, pinned, merged) ->
                    new Deployment(name, number, hash, state(bytes, pinned, merged), bytes));
        }

        private static Deployment.State state(long bytes, boolean pinned, boolean merged) {
            if (merged) {
                return Deployment.State.MERGED;
            }
            return pinned ? Deployment.State.PINNED : bytes > 0 ? Deployment.State.RESIDENT : Deployment.State.COLD;
        }
    }

    /** Puts an adapter under a name and closes the one that was there. */
    synchronized Deployment publish(String name, ResidentPool.Entry entry) {
        if (closed) {
            entry.close();
            throw closedError();
        }
        Version previous = versions.get(name);
        Version version = new Version(name, previous == null ? 1 : previous.number + 1, entry);
        Deployment info = version.describe();
        versions.put(name, version);
        new SwapEvent(name, version.number).commit();
        if (previous != null) {
            swaps.increment();
            previous.entry.close();
        }
        return info;
    }

    /** Whether the adapter that serves a name now runs on weights of its own. */
    boolean isMerged(String name) {
        Version version = find(name);
        return version != null && version.entry.isMerged();
    }

    /** The names of the adapters that run on weights of their own. */
    List<String> merged() {
        return versions.values().stream()
                .filter(version -> version.entry.isMerged())
                .map(Version::name)
                .toList();
    }

    /** Removes a name; false when there is none. */
    synchronized boolean remove(String name) {
        Version removed = versions.remove(name);
        if (removed != null) {
            removed.entry.close();
        }
        return removed != null;
    }

    /** The adapter that serves a name now; null when there is none. */
    @Nullable
    Version find(String name) {
        return versions.get(name);
    }

    /**
     * The adapter that serves a name now.
     *
     * @throws DeploymentException when there is none
     */
    Version get(String name) {
        Version version = find(name);
        if (version == null) {
            List<String> some = versions.keySet().stream().limit(10).toList();
            throw closed
                    ? closedError()
                    : new DeploymentException("Nothing is deployed as \"" + name + "\"; of " + versions.size()
                            + " deployments the first are " + some);
        }
        return version;
    }

    /**
     * The adapter that serves a name now, in memory, with a reference that the caller must release.
     *
     * @throws DeploymentException when there is none
     */
    Resident acquire(String name) {
        while (true) {
            Resident resident = get(name).entry.acquire();
            if (resident != null) {
                return resident;
            }
            // Replaced or removed meanwhile: look again.
        }
    }

    List<Deployment> describe() {
        return versions.values().stream().map(Version::describe).toList();
    }

    /** Adapters that replaced another so far. */
    long swaps() {
        return swaps.sum();
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        if (closed) {
            throw closedError();
        }
    }

    private static DeploymentException closedError() {
        return new DeploymentException("The host has been closed");
    }

    /** Refuses changes from now on; false when it did so before. What is deployed stays until {@link #clear}. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    synchronized void clear() {
        List.copyOf(versions.keySet()).forEach(this::remove);
    }
}
