package io.adapt4j.runtime.rollout;

import io.adapt4j.error.StorageException;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.testing.registry.ForwardingStore;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that takes a number of changes and then no more. */
final class FailingStore extends ForwardingStore {
    private final AtomicInteger left;

    FailingStore(RegistryStore store, int changes) {
        super(store);
        this.left = new AtomicInteger(changes);
    }

    @Override
    protected void beforeChange() {
        if (left.getAndDecrement() <= 0) {
            throw new StorageException("the disk is gone");
        }
    }
}
