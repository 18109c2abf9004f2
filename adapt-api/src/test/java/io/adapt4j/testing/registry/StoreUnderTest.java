package io.adapt4j.testing.registry;

import io.adapt4j.ContentHash;
import io.adapt4j.registry.RegistryStore;

/** A store with content of its own, empty at first, that the kits test. */
public interface StoreUnderTest extends AutoCloseable {
    /** Opens the store, as another process would, over what is in it by now. */
    RegistryStore open();

    /** Changes the bytes of an object behind the store's back. */
    void overwrite(ContentHash object, byte[] content);

    /** Takes an object away behind the store's back. */
    void lose(ContentHash object);

    /** Deletes everything. */
    @Override
    void close();
}
