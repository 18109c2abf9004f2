package io.adapt4j.runtime.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Native memory for the tensors of bound adapters. What a replaced adapter gives back is taken by the next of its size: a
 * swap waits for no page faults, and the memory of a host that swaps all day stays where it is instead of waiting for the
 * garbage collector.
 */
final class Arenas {
    /** Arenas kept for later; more are left to the garbage collector. */
    private static final int KEPT = 8;

    private final List<ByteBuffer> free = new ArrayList<>();

    /** A buffer of at least the given size, with anything in it, and of less than twice the size. */
    synchronized ByteBuffer take(int bytes) {
        for (int i = 0; i < free.size(); i++) {
            int capacity = free.get(i).capacity();
            if (capacity >= bytes && capacity / 2 < bytes) {
                return free.remove(i);
            }
        }
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Takes a buffer back that no native code reads any more. */
    synchronized void giveBack(ByteBuffer arena) {
        if (free.size() == KEPT) {
            free.remove(0);
        }
        free.add(arena);
    }
}
