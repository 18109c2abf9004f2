package io.adapt4j.testing.registry;

import io.adapt4j.ContentHash;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.registry.StoreWriter;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/** A store on the heap, for tests of what uses a registry, and as the plainest form of what a store does. */
public final class HeapStore implements RegistryStore, StoreWriter {
    private final SortedMap<String, byte[]> records = new ConcurrentSkipListMap<>();
    private final SortedMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    @Override
    public Optional<byte[]> object(ContentHash hash) {
        return Optional.ofNullable(objects.get(hash.hex())).map(byte[]::clone);
    }

    @Override
    public Optional<byte[]> record(String key) {
        return Optional.ofNullable(records.get(key)).map(byte[]::clone);
    }

    @Override
    public SortedMap<String, byte[]> records(String prefix) {
        SortedMap<String, byte[]> found = new TreeMap<>();
        records.forEach((key, content) -> {
            if (key.startsWith(prefix)) {
                found.put(key, content.clone());
            }
        });
        return found;
    }

    @Override
    public synchronized <T> T write(Function<StoreWriter, T> change) {
        return change.apply(this);
    }

    @Override
    public ContentHash putObject(byte[] content) {
        ContentHash hash = ContentHash.of(content);
        objects.put(hash.hex(), content.clone());
        return hash;
    }

    @Override
    public void put(String key, byte[] content) {
        records.put(key, content.clone());
    }

    @Override
    public void delete(String key) {
        records.remove(key);
    }

    @Override
    public List<ContentHash> objects() {
        return objects.keySet().stream().map(ContentHash::new).toList();
    }

    @Override
    public long deleteObject(ContentHash hash) {
        byte[] content = objects.remove(hash.hex());
        return content == null ? 0 : content.length;
    }

    /** Changes an object as a broken memory would. */
    void overwrite(ContentHash object, byte[] content) {
        objects.put(object.hex(), content.clone());
    }

    @Override
    public String toString() {
        return "on the heap";
    }

    @Override
    public void close() {
        // nothing is open
    }
}
