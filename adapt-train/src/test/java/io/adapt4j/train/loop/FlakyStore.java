package io.adapt4j.train.loop;

import io.adapt4j.error.StorageException;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.testing.registry.ForwardingStore;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** A store that fails now and then. */
final class FlakyStore extends ForwardingStore {
    private BooleanSupplier fails = () -> false;

    FlakyStore(RegistryStore store) {
        super(store);
    }

    /** Fails at the next write. */
    void failOnce() {
        failAfter(0);
    }

    /** Fails once, after so many writes. */
    void failAfter(int writes) {
        int[] left = {writes};
        fails = () -> left[0]-- == 0;
    }

    /** Fails at half of all writes. */
    void failHalf(SplittableRandom random) {
        fails = random::nextBoolean;
    }

    @Override
    protected void beforeWrite() {
        if (fails.getAsBoolean()) {
            throw new StorageException("The database is away");
        }
    }
}
