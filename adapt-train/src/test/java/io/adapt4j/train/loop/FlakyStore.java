package io.adapt4j.train.loop;

import io.adapt4j.ContentHash;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.registry.StoreWriter;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A store that fails now and then. */
final class FlakyStore implements RegistryStore {
    private final RegistryStore store;
    private BooleanSupplier fails = () -> false;

    FlakyStore(RegistryStore store) {
        this.store = store;
    }

    /** Fails at the next write. */
    void failOnce() {
        fails = () -> {
            fails = () -> false;
            return true;
        };
    }

    /** Fails at half of all writes. */
    void failHalf(SplittableRandom random) {
        fails = random::nextBoolean;
    }

    @Override
    public <T> T write(Function<StoreWriter, T> change) {
        if (fails.getAsBoolean()) {
            throw new StorageException("The database is away");
        }
        return store.write(change);
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
        store.close();
    }
}
