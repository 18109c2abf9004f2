package io.adapt4j.runtime.drift.sample;

import io.adapt4j.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A uniform sample of a stream, without replacement: the items whose mixed ids are the smallest (bottom-k sampling, Cohen and
 * Kaplan 2007). What is in it depends on the ids alone, not on their order or on who saw which, so that the samples of
 * several hosts merge into the one that a single host would have.
 *
 * @param <T> what is kept of an item
 */
public final class Sample<T> {
    private final int capacity;
    private final long seed;
    private final TreeMap<Long, Item<T>> items = new TreeMap<>(Long::compareUnsigned);

    /** One item and the id that it is sampled by. */
    public record Item<T>(long id, T value) {}

    /**
     * @param capacity the most items, at least 1
     * @param seed samples of one seed can be merged
     */
    public Sample(int capacity, long seed) {
        if (capacity < 1) {
            throw new IllegalArgumentException("A sample has room for at least 1 item, but was given " + capacity);
        }
        this.capacity = capacity;
        this.seed = seed;
    }

    /** Whether an item of that id would be kept now. */
    public boolean wants(long id) {
        return items.size() < capacity || Long.compareUnsigned(key(id), items.lastKey()) < 0;
    }

    /** Adds an item; one whose id is there already is left out. */
    public void add(long id, T value) {
        if (wants(id) && items.putIfAbsent(key(id), new Item<>(id, value)) == null && items.size() > capacity) {
            items.pollLastEntry();
        }
    }

    /** The sample of both streams. */
    public Sample<T> merge(Sample<T> other) {
        if (seed != other.seed || capacity != other.capacity) {
            throw new InvalidInputException("Samples merge when seed and capacity agree, but these have seeds " + seed
                    + " and " + other.seed + " and capacities " + capacity + " and " + other.capacity);
        }
        Sample<T> merged = new Sample<>(capacity, seed);
        items.values().forEach(item -> merged.add(item.id, item.value));
        other.items.values().forEach(item -> merged.add(item.id, item.value));
        return merged;
    }

    /** What is in it, in an order that is random but always the same. */
    public List<Item<T>> items() {
        return new ArrayList<>(items.values());
    }

    public int size() {
        return items.size();
    }

    public int capacity() {
        return capacity;
    }

    private long key(long id) {
        return Mix.of(id ^ seed);
    }
}
