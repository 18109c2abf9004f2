package io.adapt4j.runtime.onnx;

import io.adapt4j.error.EngineException;
import io.adapt4j.error.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * Native memory in blocks that are used again. A direct buffer's memory is freed by the garbage collector, some time; what
 * is given back here is taken by the next that needs it instead. So a swap waits for no page faults, and the memory of a
 * host that swaps and evicts all day stays where it is. Sizes are rounded up by an eighth at most, so that few sizes exist.
 */
final class Arenas {
    private final double slack;
    private final long keptBytes;
    private final TreeMap<Integer, Deque<ByteBuffer>> free = new TreeMap<>();
    private long freeBytes;

    /**
     * @param slack how much larger than needed a block may be that is used again, as a factor
     * @param keptBytes bytes of blocks kept for later; more are left to the garbage collector
     */
    Arenas(double slack, long keptBytes) {
        this.slack = slack;
        this.keptBytes = keptBytes;
    }

    /**
     * A buffer of at least the given size, with anything in it.
     *
     * @throws UnsupportedFeatureException when it is too large for one buffer
     * @throws EngineException when there is no native memory for it
     */
    synchronized ByteBuffer take(long bytes) {
        int capacity = rounded(bytes);
        Map.Entry<Integer, Deque<ByteBuffer>> fit = free.ceilingEntry(capacity);
        if (fit == null || fit.getKey() > slack * capacity) {
            return allocate(capacity);
        }
        ByteBuffer arena = fit.getValue().pop();
        if (fit.getValue().isEmpty()) {
            free.remove(fit.getKey());
        }
        freeBytes -= arena.capacity();
        return arena;
    }

    private ByteBuffer allocate(int capacity) {
        try {
            return ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
        } catch (OutOfMemoryError e) {
            if (freeBytes > 0) {
                // What is kept for later is of no use now; the collection that the next attempt triggers frees it.
                free.clear();
                freeBytes = 0;
                return allocate(capacity);
            }
            throw new EngineException(
                    "There is no native memory for " + capacity
                            + " bytes; raise -XX:MaxDirectMemorySize or let fewer adapters be resident: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Takes a buffer back that no native code reads any more. */
    synchronized void giveBack(ByteBuffer arena) {
        if (freeBytes + arena.capacity() <= keptBytes) {
            free.computeIfAbsent(arena.capacity(), capacity -> new ArrayDeque<>())
                    .push(arena);
            freeBytes += arena.capacity();
        }
    }

    private static int rounded(long bytes) {
        long step = Math.max(64, Long.highestOneBit(bytes) >> 3);
        long rounded = (bytes + step - 1) / step * step;
        if (bytes > Integer.MAX_VALUE) {
            throw new UnsupportedFeatureException("The tensors of an adapter are in one buffer of no more than "
                    + Integer.MAX_VALUE + " bytes, but take " + bytes + "; adapt fewer modules, or with a lower rank");
        }
        return (int) Math.min(rounded, Integer.MAX_VALUE);
    }
}
