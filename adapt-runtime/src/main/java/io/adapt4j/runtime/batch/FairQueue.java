package io.adapt4j.runtime.batch;

import io.adapt4j.error.OverloadedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
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
 * @param <T> the items
 */
final class FairQueue<T> {
    /** Upper ends of the length classes; within one, little is spent on padding. */
    private static final int[] LENGTHS = {8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512};

    private final int capacity;
    private final int perTenant;
    private final int maxRows;
    private final long maxDelayNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final TreeMap<Integer, PriorityQueue<Item<T>>> classes = new TreeMap<>();
    private final Map<String, Tenant> tenants = new HashMap<>();
    private long virtualTime;
    private long arrivals;
    private int size;
    private boolean closed;

    private record Item<T>(T value, String tenant, long tag, long number, long arrivedNanos)
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
        this.maxDelayNanos = options.maxDelay().toNanos();
    }

    /**
     * Adds an item.
     *
     * @param length its cost, and what makes items similar
     * @return false when the queue has been closed
     * @throws OverloadedException when too many items wait, of all tenants or of this one
     */
    boolean offer(T value, String tenant, int length) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            Tenant state = tenants.computeIfAbsent(tenant, name -> new Tenant());
            if (size >= capacity || state.waiting >= perTenant) {
                throw new OverloadedException(size + " requests wait, " + state.waiting + " of them for \"" + tenant
                        + "\"; no more than " + capacity + " and " + perTenant + " may; retry later");
            }
            long tag = Math.max(virtualTime, state.end);
            state.end = tag + length;
            state.waiting++;
            size++;
            classes.computeIfAbsent(lengthClass(length), end -> new PriorityQueue<>())
                    .add(new Item<>(value, tenant, tag, arrivals++, System.nanoTime()));
            arrived.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static int lengthClass(int length) {
        for (int end : LENGTHS) {
            if (length <= end) {
                return end;
            }
        }
        return Integer.MAX_VALUE;
    }

    /** Waits for the next batch; empty when the queue has been closed and nothing is left. */
    List<T> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                PriorityQueue<Item<T>> first = first();
                if (first == null) {
                    if (closed) {
                        return List.of();
                    }
                    arrived.await();
                } else {
                    long remaining = remainingDelay(first);
                    if (closed || remaining <= 0) {
                        return poll(first);
                    }
                    arrived.await(remaining, TimeUnit.NANOSECONDS);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The class that holds the item with the smallest tag; null when nothing waits. */
    private @Nullable PriorityQueue<Item<T>> first() {
        PriorityQueue<Item<T>> best = null;
        for (PriorityQueue<Item<T>> candidate : classes.values()) {
            if (best == null || candidate.element().compareTo(best.element()) < 0) {
                best = candidate;
            }
        }
        return best;
    }

    private long remainingDelay(PriorityQueue<Item<T>> items) {
        return items.size() >= maxRows ? 0 : items.element().arrivedNanos + maxDelayNanos - System.nanoTime();
    }

    private List<T> poll(PriorityQueue<Item<T>> items) {
        List<T> batch = new ArrayList<>();
        while (batch.size() < maxRows && !items.isEmpty()) {
            Item<T> item = items.remove();
            batch.add(item.value);
            virtualTime = Math.max(virtualTime, item.tag);
            Tenant state = tenants.get(item.tenant);
            if (state != null && --state.waiting == 0 && state.end <= virtualTime) {
                tenants.remove(item.tenant);
            }
            size--;
        }
        classes.values().removeIf(PriorityQueue::isEmpty);
        if (size == 0) {
            // Nobody is ahead of anybody any more.
            tenants.clear();
        }
        if (!classes.isEmpty()) {
            arrived.signal();
        }
        return batch;
    }

    int size() {
        lock.lock();
        try {
            return size;
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
