package io.adapt4j.testing.registry;

import io.adapt4j.ContentHash;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.registry.StoreWriter;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/** A store whose writer dies after a number of changes, or before the first. */
final class CutStore implements RegistryStore {
    /** How it dies: as nothing that a registry would handle. */
    static final class Cut extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final RegistryStore store;
    private int changes;

    CutStore(RegistryStore store, int changes) {
        this.store = store;
        this.changes = changes;
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
    public <T> T write(Function<StoreWriter, T> change) {
        return store.write(writer -> change.apply(new CutWriter(writer)));
    }

    @Override
    public String toString() {
        return store.toString();
    }

    @Override
    public void close() {
        // the store is somebody else's
    }

    private final class CutWriter implements StoreWriter {
        private final StoreWriter writer;

        CutWriter(StoreWriter writer) {
            this.writer = writer;
        }

        private void live() {
            if (changes-- == 0) {
                throw new Cut();
            }
        }

        @Override
        public Optional<byte[]> object(ContentHash hash) {
            return writer.object(hash);
        }

        @Override
        public Optional<byte[]> record(String key) {
            return writer.record(key);
        }

        @Override
        public SortedMap<String, byte[]> records(String prefix) {
            return writer.records(prefix);
        }

        @Override
        public ContentHash putObject(byte[] content) {
            live();
            return writer.putObject(content);
        }

        @Override
        public void put(String key, byte[] content) {
            live();
            writer.put(key, content);
        }

        @Override
        public void delete(String key) {
            live();
            writer.delete(key);
        }

        @Override
        public List<ContentHash> objects() {
            return writer.objects();
        }

        @Override
        public long deleteObject(ContentHash hash) {
            live();
            return writer.deleteObject(hash);
        }
    }
}
