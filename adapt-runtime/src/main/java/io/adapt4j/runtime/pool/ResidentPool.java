package io.adapt4j.runtime.pool;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.adapt4j.ContentHash;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.runtime.observe.LoadEvent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a bounded number of bytes of adapters in memory: loads them when they are first used, once however many ask at the
 * same time, and lets those go that were used least (Caffeine's W-TinyLFU). Pinned adapters stay and count against the bound.
 * An adapter that is let go while a request uses it is freed after that request.
 */
public final class ResidentPool implements AutoCloseable {
    private final long maxBytes;
    private final Loads underWay;
    private final AsyncCache<Entry, Resident> cache;
    private final Cache<Entry, Resident> loaded;
    private final LongAdder loads = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private volatile long pinnedBytes;

    /**
     * @param maxBytes the most native bytes that adapters may take
     * @param loaders the number of threads that load
     */
    public ResidentPool(long maxBytes, int loaders) {
        this.maxBytes = maxBytes;
        this.underWay = new Loads(loaders);
        this.cache = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Entry entry, Resident resident) -> (int) Math.min(Integer.MAX_VALUE, resident.bytes()))
                .executor(Runnable::run)
                .removalListener(this::removed)
                .buildAsync();
        this.loaded = cache.synchronous();
    }

    private void removed(@Nullable Entry entry, @Nullable Resident resident, RemovalCause cause) {
        if (resident != null) {
            resident.bound().close();
        }
        if (cause.wasEvicted()) {
            evictions.increment();
        }
    }

    /** Takes what is known of an entry: the adapter's hash and bytes while it is in memory, whether it is pinned, and merged. */
    public interface Description<T> {
        T of(Optional<ContentHash> adapter, long residentBytes, boolean pinned, boolean merged);
    }

    /** An adapter known to the pool: in memory, or to be loaded when it is used. */
    public final class Entry {
        private final @Nullable Supplier<Resident> loader;
        private volatile @Nullable Resident pinned;
        private volatile boolean merged;
        /** Whether the application asked for it to be pinned, not merging alone. */
        private boolean asked;
        /** What the entry has added to the pinned bytes. */
        private long held;

        private volatile AdaptException failure = new DeploymentException("The adapter has not been loaded");
        private volatile boolean closed;

        /** @param loader null for an adapter that is given once and stays until the entry is closed */
        private Entry(@Nullable Supplier<Resident> loader) {
            this.loader = loader;
        }

        /**
         * The adapter, with a reference that the caller must release; null when the entry has been closed. A thread that is
         * interrupted while it waits for the load gets an error; the load goes on for those who wait too.
         *
         * @throws AdaptException when it cannot be loaded
         */
        public @Nullable Resident acquire() {
            Resident resident = acquireIfResident();
            if (resident != null || closed) {
                return resident;
            }
            CompletableFuture<@Nullable Resident> loading = acquireAsync();
            try {
                return loading.get();
            } catch (ExecutionException e) {
                throw typed(e);
            } catch (InterruptedException e) {
                letGo(loading);
                Thread.currentThread().interrupt();
                throw new DeploymentException(
                        "The calling thread was interrupted while it waited for an adapter to be loaded", e);
            }
        }

        /** As {@link #acquire}, but null also when it would have to be loaded. */
        public @Nullable Resident acquireIfResident() {
            if (closed) {
                return null; // a load that began before that may end after it, and is in the cache until it is
                // forgotten
            }
            Resident fixed = pinned;
            if (fixed != null && fixed.tryRetain()) {
                return fixed;
            }
            Resident resident = loaded.getIfPresent(this);
            return resident != null && resident.tryRetain() ? resident : null;
        }

        /** As {@link #acquire}, loading on a thread of the pool's; completed with null when the entry has been closed. */
        @SuppressWarnings("NullAway") // CompletableFuture of a nullable value
        public CompletableFuture<@Nullable Resident> acquireAsync() {
            Resident present = acquireIfResident();
            if (present != null || closed) {
                return CompletableFuture.completedFuture(present);
            }
            boolean[] mine = new boolean[1];
            CompletableFuture<@Nullable Resident> loading = cache.get(this, (entry, executor) -> {
                mine[0] = true;
                return underWay.start(this::loadRetained, this::ended);
            });
            if (!mine[0] && loading.isDone() && loading.getNow(null) == null) {
                // A load that failed before this request came: its callers are told before the cache forgets it.
                cache.asMap().remove(this, loading);
                return acquireAsync();
            }
            return loading.thenCompose(resident -> {
                if (resident == null) {
                    return CompletableFuture.failedFuture(failure);
                }
                if (mine[0]) {
                    forgetIfClosed();
                    return CompletableFuture.completedFuture(resident);
                }
                return resident.tryRetain() ? CompletableFuture.completedFuture(resident) : acquireAsync();
            });
        }

        /** A load is over, and all who waited know: lets go what no longer fits. */
        private void ended(@Nullable AdaptException error) {
            if (error != null) {
                failure = error;
            }
            loaded.cleanUp();
        }

        private void forgetIfClosed() {
            if (closed) {
                loaded.invalidate(this);
            }
        }

        /** Loads, and retains for whoever asked: an adapter that the pool lets go at once still serves its first request. */
        private Resident loadRetained() {
            Supplier<Resident> source = loader;
            if (source == null) {
                throw new DeploymentException("The adapter has been removed");
            }
            LoadEvent event = new LoadEvent();
            event.begin();
            try {
                Resident resident = source.get();
                loads.increment();
                event.loaded = true;
                event.bytes = resident.bytes();
                long room = maxBytes - pinnedBytes;
                if (resident.bytes() > room) {
                    resident.bound().close();
                    throw new DeploymentException("The adapter takes " + resident.bytes() + " bytes, but " + room
                            + " are left of the " + maxBytes + " that may be resident, beside " + pinnedBytes
                            + " of adapters that must stay; remove or unpin some, or raise the bound");
                }
                if (!resident.tryRetain()) {
                    throw new DeploymentException("The source gave an adapter that had been freed");
                }
                return resident;
            } finally {
                event.commit();
            }
        }

        /**
         * Loads the adapter and keeps it in memory until it is unpinned.
         *
         * @throws DeploymentException when all pinned adapters together would take more than the bound
         */
        public void pin() {
            pin(true);
        }

        private void pin(boolean nowAsked) {
            Resident resident = acquire();
            if (resident != null && !hold(resident, nowAsked)) {
                resident.release();
            }
        }

        /** Keeps a resident that the caller has retained. Returns false where another is kept already. */
        private boolean hold(Resident resident, boolean nowAsked) {
            synchronized (ResidentPool.this) {
                if (closed) {
                    return false;
                }
                if (pinned != null) {
                    asked |= nowAsked;
                    return false;
                }
                try {
                    hold(resident.bytes());
                } catch (DeploymentException e) {
                    resident.release();
                    throw e;
                }
                pinned = resident;
                asked = nowAsked;
            }
            loaded.invalidate(this);
            return true;
        }

        private void hold(long bytes) {
            addPinned(bytes);
            held += bytes;
        }

        /**
         * Lets the pool decide again; a merged adapter is no longer merged. Does nothing to an adapter that was given rather
         * than registered: it could not be loaded again.
         */
        public void unpin() {
            if (loader != null) {
                drop();
            }
        }

        private void drop() {
            synchronized (ResidentPool.this) {
                Resident resident = pinned;
                if (resident != null) {
                    if (merged) {
                        resident.model().unmerge(resident.bound());
                    }
                    merged = false;
                    asked = false;
                    pinned = null;
                    hold(-held);
                    resident.release();
                }
            }
        }

        /**
         * Pins the adapter and runs it on weights of its own from now on. Does nothing when it is merged already or the entry
         * has been closed. An adapter that cannot be merged is as it was.
         *
         * @throws DeploymentException when that would take more than the bound
         */
        public void merge() {
            pin(false);
            Resident resident = pinned;
            if (resident == null || !resident.tryRetain()) {
                return;
            }
            try {
                account(resident, resident.model().merge(resident.bound()));
            } catch (RuntimeException | Error e) {
                undo(resident);
                throw e;
            } finally {
                resident.release();
            }
        }

        private void account(Resident resident, long bytes) {
            synchronized (ResidentPool.this) {
                if (pinned == resident && !merged) {
                    hold(bytes);
                    merged = true;
                } else {
                    undo(resident);
                }
            }
        }

        /** Takes back what {@link #merge} has begun, unless another call has merged the adapter. */
        private void undo(Resident resident) {
            synchronized (ResidentPool.this) {
                if (!merged) {
                    resident.model().unmerge(resident.bound());
                    if (!asked) {
                        unpin();
                    }
                }
            }
        }

        /** Ends {@link #merge}; an adapter that it pinned is no longer pinned. */
        public void unmerge() {
            synchronized (ResidentPool.this) {
                Resident resident = pinned;
                if (resident == null || !merged) {
                    return;
                }
                if (loader != null && !asked) {
                    drop();
                } else {
                    resident.model().unmerge(resident.bound());
                    merged = false;
                    hold(resident.bytes() - held);
                }
            }
        }

        /** Whether the adapter runs on weights of its own. */
        public boolean isMerged() {
            return merged;
        }

        /** Describes the entry as it is now, without counting as a use of it. */
        public <T> T describe(Description<T> description) {
            Resident fixed = pinned;
            Resident resident = fixed != null ? fixed : loaded.policy().getIfPresentQuietly(this);
            return description.of(
                    Optional.ofNullable(resident).map(present -> present.bound().adapter()),
                    resident == null ? 0 : resident.bytes(),
                    fixed != null,
                    merged);
        }

        /** Forgets the adapter; its memory is freed after its last request. */
        public void close() {
            synchronized (ResidentPool.this) {
                closed = true;
                drop();
            }
            loaded.invalidate(this);
        }
    }

    /** Adds an adapter that is loaded when it is used, and may be let go and loaded again. */
    public Entry register(Supplier<Resident> loader) {
        return new Entry(loader);
    }

    /**
     * Adds an adapter that is in memory and stays there. The pool takes over the caller's first reference.
     *
     * @throws DeploymentException when all pinned adapters together would take more than the bound
     */
    public Entry add(Resident resident) {
        Entry entry = new Entry(null);
        resident.tryRetain();
        try {
            entry.hold(resident, true);
        } finally {
            resident.bound().close();
        }
        return entry;
    }

    private synchronized void addPinned(long bytes) {
        if (bytes > 0 && pinnedBytes + bytes > maxBytes) {
            throw new DeploymentException("The adapter takes " + bytes + " bytes and " + pinnedBytes
                    + " are taken by adapters that must stay, but no more than " + maxBytes
                    + " may be resident; remove or unpin some, or raise the bound");
        }
        pinnedBytes += bytes;
        loaded.policy().eviction().orElseThrow().setMaximum(maxBytes - pinnedBytes);
    }

    /** Gives back the reference that comes out of a load for which nobody waits any more. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing to do when the load fails
    private static void letGo(CompletableFuture<@Nullable Resident> loading) {
        loading.thenAccept(resident -> {
            if (resident != null) {
                resident.release();
            }
        });
    }

    /** What a load failed with, as an error that callers know. */
    public static AdaptException typed(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        Throwable cause = wrapped && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof AdaptException typed
                ? typed
                : new DeploymentException("An adapter could not be loaded: " + cause, cause);
    }

    /** The bytes of all adapters in memory, without those let go that a request still uses. */
    public synchronized long residentBytes() {
        loaded.cleanUp();
        return pinnedBytes
                + loaded.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    /** The most bytes that adapters may take. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Adapters loaded so far, each time counted. */
    public long loads() {
        return loads.sum();
    }

    /** Adapters let go so far to stay within the bound. */
    public long evictions() {
        return evictions.sum();
    }

    /**
     * Loads nothing from now on. Loads under way have some seconds to end; what has not begun or takes longer fails for those
     * who wait. What is in memory stays until {@link #close}.
     */
    public void endLoads() {
        underWay.close();
    }

    /** Frees what is left; entries must have been closed. */
    @Override
    public void close() {
        endLoads();
        loaded.invalidateAll();
        loaded.cleanUp();
    }
}
