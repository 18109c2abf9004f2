package io.adapt4j.testing.registry;

import io.adapt4j.ContentHash;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.registry.StoreWriter;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/** Another store, of which some calls can be made to fail. Closing it leaves the other one open. */
public class ForwardingStore implements RegistryStore {
    private final RegistryStore store;

    protected ForwardingStore(RegistryStore store) {
        this.store = store;
    }

    /** Called before anything is read outside of a write. */
    protected void beforeRead() {}

    /** Called before each write. */
    protected void beforeWrite() {}

    /** Called before each change in a write. */
    protected void beforeChange() {}

    @Override
    public final Optional<byte[]> object(ContentHash hash) {
        beforeRead();
        return store.object(hash);
    }

    @Override
    public final Optional<byte[]> record(String key) {
        beforeRead();
        return store.record(key);
    }

    @Override
    public final SortedMap<String, byte[]> records(String prefix) {
        beforeRead();
        return store.records(prefix);
    }

    @Override
    public final <T> T write(Function<StoreWriter, T> change) {
        beforeWrite();
        return store.write(writer -> change.apply(new Writer(writer)));
    }

    @Override
    public final String toString() {
        return store.toString();
    }

    @Override
    public final void close() {
        // the store is somebody else's
    }

    private final class Writer implements StoreWriter {
        private final StoreWriter writer;

        Writer(StoreWriter writer) {
            this.writer = writer;
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
            beforeChange();
            return writer.putObject(content);
        }

        @Override
        public void put(String key, byte[] content) {
            beforeChange();
            writer.put(key, content);
        }

        @Override
        public void delete(String key) {
            beforeChange();
            writer.delete(key);
        }

        @Override
        public List<ContentHash> objects() {
            return writer.objects();
        }

        @Override
        public long deleteObject(ContentHash hash) {
            beforeChange();
            return writer.deleteObject(hash);
        }
    }
}
