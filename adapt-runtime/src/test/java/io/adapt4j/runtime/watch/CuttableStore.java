package io.adapt4j.runtime.watch;

import io.adapt4j.ContentHash;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.registry.StoreWriter;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/** A way to a store that can be cut off. */
public final class CuttableStore implements RegistryStore {
    public volatile boolean cut;
    private final RegistryStore store;

    public CuttableStore(RegistryStore store) {
        this.store = store;
    }

    private RegistryStore reached() {
        if (cut) {
            throw new StorageException("cut off");
        }
        return store;
    }

    @Override
    public Optional<byte[]> object(ContentHash hash) {
        return reached().object(hash);
    }

    @Override
    public Optional<byte[]> record(String key) {
        return reached().record(key);
    }

    @Override
    public SortedMap<String, byte[]> records(String prefix) {
        return reached().records(prefix);
    }

    @Override
    public <T> T write(Function<StoreWriter, T> change) {
        return reached().write(change);
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
