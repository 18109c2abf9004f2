package io.adapt4j.runtime.rollout;

import io.adapt4j.ContentHash;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.registry.StoreWriter;
import io.adapt4j.testing.registry.HeapStore;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A store that takes a number of records and then no more. */
final class FailingStore implements RegistryStore, StoreWriter {
    private final HeapStore store;
    private final AtomicInteger left;

    FailingStore(HeapStore store, int records) {
        this.store = store;
        this.left = new AtomicInteger(records);
    }

    @Override
    public <T> T write(Function<StoreWriter, T> change) {
        return store.write(writer -> change.apply(this));
    }

    @Override
    public void put(String key, byte[] content) {
        if (left.getAndDecrement() <= 0) {
            throw new StorageException("the disk is gone");
        }
        store.put(key, content);
    }

    @Override
    public ContentHash putObject(byte[] content) {
        return store.putObject(content);
    }

    @Override
    public void delete(String key) {
        store.delete(key);
    }

    @Override
    public List<ContentHash> objects() {
        return store.objects();
    }

    @Override
    public long deleteObject(ContentHash hash) {
        return store.deleteObject(hash);
    }

    @Override
    public Optional<byte[]> object(ContentHash hash) {
        return store.object(hash);
    }

    @Override
    public Optional<byte[]> record(String key) {
        return store.record(key);
    }

    @Override
    public SortedMap<String, byte[]> records(String prefix) {
        return store.records(prefix);
    }

    @Override
    public String toString() {
        return store.toString();
    }

    @Override
    public void close() {
        // the store is another's
    }
}
