package io.adapt4j.testing.registry;

import io.adapt4j.registry.RegistryStore;

/** A store whose writer dies after a number of changes, or before the first. */
final class CutStore extends ForwardingStore {
    /** How it dies: as nothing that a registry would handle. */
    static final class Cut extends Error {
        private static final long serialVersionUID = 1L;
    }

    private int changes;

    CutStore(RegistryStore store, int changes) {
        super(store);
        this.changes = changes;
    }

    @Override
    protected void beforeChange() {
        if (changes-- == 0) {
            throw new Cut();
        }
    }
}
