package io.adapt4j.runtime.engine;

import java.util.concurrent.atomic.AtomicInteger;

/** A reference count: it starts at one, and once it has reached zero it stays there. */
final class References {
    private final AtomicInteger count = new AtomicInteger(1);

    /** Adds a reference, unless there is none left. */
    boolean tryRetain() {
        int present = count.get();
        while (present > 0) {
            if (count.compareAndSet(present, present + 1)) {
                return true;
            }
            present = count.get();
        }
        return false;
    }

    /** Drops a reference; whether it was the last. */
    boolean release() {
        return count.decrementAndGet() == 0;
    }
}
