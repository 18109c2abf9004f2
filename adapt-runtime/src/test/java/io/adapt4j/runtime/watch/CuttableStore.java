package io.adapt4j.runtime.watch;

import io.adapt4j.error.StorageException;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.testing.registry.ForwardingStore;

/** A way to a store that can be cut off. */
public final class CuttableStore extends ForwardingStore {
    public volatile boolean cut;

    public CuttableStore(RegistryStore store) {
        super(store);
    }

    @Override
    protected void beforeRead() {
        if (cut) {
            throw new StorageException("cut off");
        }
    }

    @Override
    protected void beforeWrite() {
        beforeRead();
    }
}
