package io.adapt4j.format;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Ends a mapping at once instead of when the garbage collector finds it. Java 17 has no public way but the one that
 * {@code jdk.unsupported} offers for this purpose, {@code Unsafe.invokeCleaner}; a Java without it maps nothing.
 */
final class Unmapping {
    private static final @Nullable MethodHandle CLEANER = cleaner();

    /** Whether mappings can be ended. */
    static final boolean POSSIBLE = CLEANER != null;

    private Unmapping() {}

    private static @Nullable MethodHandle cleaner() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(instance.get(null));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** Ends a mapping, of which there must be no slices. */
    static void unmap(MappedByteBuffer mapping) {
        MethodHandle cleaner = CLEANER;
        if (cleaner == null) {
            throw new IllegalStateException("This Java cannot end mappings");
        }
        try {
            cleaner.invoke((ByteBuffer) mapping);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("A mapping could not be ended", e);
        }
    }
}
