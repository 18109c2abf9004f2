package io.adapt4j.runtime.batch;

import io.adapt4j.error.OverloadedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue that gives out batches of items of similar length, fairly among tenants. It is start-time fair queueing
 * (Goyal, Vin, Cheng, "Start-time fair queueing", 1996): an item is tagged with the virtual time at which its tenant's
 * previous item ends, or with the present virtual time if that is later; the item with the smallest tag is served first. A
 * tenant that sends a thousand items at once pushes its own tags into the future and nobody else's.
 *
 * <p>A batch begins with the item that is to be served first. Of those that are served soon after, the ones of the most similar
 * length join, as long as padding all to the longest costs clearly less than a run of its own for the one that joins. Unless a
 * delay is allowed, a batch is one worker's share of what waits: nothing waits for a batch to fill, and the longer the backlog
 * the faster it is worked off. Only the first of a batch moves the virtual time; what joins early takes nobody's turn.
 *
 * @param <T> the items
 */
final class FairQueue<T> {
    /**
     * How many tokens of padding an item may cost to join. A run costs about 16 besides its tokens, measured with MiniLM on one
     * core (2.6 ms and 0.165 ms per token); at half of that, joining pays for both.
     */
    private static final long PADDING = 8;
    /** How far behind the first an item is looked for, in batches. */
    private static final int REACH = 8;

    private final int capacity;
    private final int perTenant;
    private final int maxRows;
    private final int workers;
    private final long maxDelayNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final TreeSet<Item<T>> items = new TreeSet<>();
    private final Map<String, Tenant> tenants = new HashMap<>();
    private long virtualTime;
    private long arrivals;
    private boolean closed;

    /** One that waits, or has waited. */
    record Item<T>(T value, String tenant, int length, long tag, long number, long arrivedNanos)
            implements Comparable<Item<T>> {
        @Override
        public int compareTo(Item<T> other) {
            return tag == other.tag ? Long.compare(number, other.number) : Long.compare(tag, other.tag);
        }
    }

    private static final class Tenant {
        private long end;
        private int waiting;
    }

    FairQueue(BatchOptions options) {
        this.capacity = options.capacity();
        this.perTenant = options.perDeployment();
        this.maxRows = options.maxRows();
        this.workers = options.workers();
        this.maxDelayNanos = options.maxDelay().toNanos();
    }

    /**
     * Adds an item.
     *
     * @param length its cost, and what makes items similar
     * @return what to {@link #cancel} it with; null when the queue has been closed
     * @throws OverloadedException when too many items wait, of all tenants or of this one
     */
    @Nullable
    Item<T> offer(T value, String tenant, int length) {
        lock.lock();
        try {
            if (closed) {
                return null;
            }
            Tenant state = tenants.computeIfAbsent(tenant, name -> new Tenant());
            if (items.size() >= capacity || state.waiting >= perTenant) {
                throw new OverloadedException(items.size() + " requests wait, " + state.waiting + " of them for \""
                        + tenant + "\"; no more than " + capacity + " and " + perTenant + " may; retry later");
            }
            long tag = Math.max(virtualTime, state.end);
            state.end = tag + length;
            state.waiting++;
            Item<T> item = new Item<>(value, tenant, length, tag, arrivals++, System.nanoTime());
            items.add(item);
            arrived.signal();
            return item;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next batch; empty when the queue has been closed and nothing is left. */
    List<T> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (items.isEmpty()) {
                    if (closed) {
                        return List.of();
                    }
                    arrived.await();
                } else {
                    long remaining = items.size() >= maxRows
                            ? 0
                            : items.first().arrivedNanos + maxDelayNanos - System.nanoTime();
                    if (closed || remaining <= 0) {
                        return poll();
                    }
                    arrived.await(remaining, TimeUnit.NANOSECONDS);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes an item back; false when it has been given out or taken back before. */
    boolean cancel(Item<T> item) {
        lock.lock();
        try {
            boolean waited = items.remove(item);
            if (waited) {
                left(item);
            }
            return waited;
        } finally {
            lock.unlock();
        }
    }

    private List<T> poll() {
        Item<T> first = items.first();
        virtualTime = Math.max(virtualTime, first.tag);
        List<Item<T>> batch = new ArrayList<>(List.of(first));
        int rows = maxDelayNanos > 0 ? maxRows : Math.min(maxRows, (items.size() + workers - 1) / workers);
        if (rows > 1) {
            join(batch, rows);
        }
        for (Item<T> item : batch) {
            items.remove(item);
            left(item);
        }
        if (!items.isEmpty()) {
            arrived.signal();
        }
        return batch.stream().map(Item::value).toList();
    }

    private void join(List<Item<T>> batch, int rows) {
        int length = batch.get(0).length;
        List<Item<T>> soon = new ArrayList<>();
        Iterator<Item<T>> waiting = items.iterator();
        waiting.next();
        while (waiting.hasNext() && soon.size() < REACH * maxRows) {
            soon.add(waiting.next());
        }
        // The sort is stable: among equals the order of the tags decides.
        soon.sort(Comparator.comparingInt(item -> Math.abs(item.length - length)));
        long longest = length;
        for (Item<T> item : soon) {
            long padded = Math.max(longest, item.length) * (batch.size() + 1) - longest * batch.size();
            if (batch.size() < rows && padded <= PADDING + item.length) {
                longest = Math.max(longest, item.length);
                batch.add(item);
            }
        }
    }

    private void left(Item<T> item) {
        Tenant state = tenants.get(item.tenant);
        if (items.isEmpty()) {
            // Nobody is ahead of anybody any more.
            tenants.clear();
        } else if (state != null && --state.waiting == 0 && state.end <= virtualTime) {
            tenants.remove(item.tenant);
        }
    }

    int size() {
        lock.lock();
        try {
            return items.size();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses further items; those that wait are still given out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
