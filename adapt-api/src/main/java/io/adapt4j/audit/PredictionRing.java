package io.adapt4j.audit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The last records, in memory. */
public final class PredictionRing implements PredictionStore {
    private final int capacity;
    private final Deque<PredictionRecord> records = new ArrayDeque<>();

    /** @param capacity how many records are kept */
    public PredictionRing(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public synchronized void write(List<PredictionRecord> added) {
        for (PredictionRecord record : added) {
            if (records.size() == capacity) {
                records.removeFirst();
            }
            records.addLast(record);
        }
    }

    @Override
    public synchronized Optional<PredictionRecord> find(String id) {
        Iterator<PredictionRecord> latestFirst = records.descendingIterator();
        while (latestFirst.hasNext()) {
            PredictionRecord record = latestFirst.next();
            if (record.id().equals(id)) {
                return Optional.of(record);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {}
}
