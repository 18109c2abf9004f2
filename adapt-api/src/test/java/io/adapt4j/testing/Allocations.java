package io.adapt4j.testing;

import java.lang.reflect.Method;

/** What a thread allocates on the heap. The management module is no dependency of this one, so it is asked by reflection. */
public final class Allocations {
    private static final Object THREADS;
    private static final Method BYTES;

    static {
        try {
            THREADS = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            BYTES = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Allocations() {}

    /** The bytes that the calling thread has allocated so far. */
    public static long bytes() {
        try {
            return (long) BYTES.invoke(THREADS);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
