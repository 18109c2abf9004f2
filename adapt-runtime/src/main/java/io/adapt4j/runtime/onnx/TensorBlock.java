package io.adapt4j.runtime.onnx;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.runtime.onnx.ort.NativeTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/** FLOAT tensors for inputs of a session, one after the other in one block of native memory. */
final class TensorBlock {
    /** Offsets in a block are multiples of a cache line. */
    private static final int ALIGNMENT = 64;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 16);

    private final Arenas arenas;
    private final ByteBuffer arena;
    private final Map<String, NativeTensor> byInput = new TreeMap<>();
    private int used;

    /** @param bytes the sum of {@link #bytes} of the tensors to come */
    TensorBlock(Arenas arenas, long bytes) {
        this.arenas = arenas;
        this.arena = arenas.take(Math.max(ALIGNMENT, bytes));
    }

    /** The bytes that a tensor of that many elements takes in a block. */
    static long bytes(long elements) {
        return (elements * Float.BYTES + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** The next part of the block as the tensor of an input; there is anything in it. */
    ByteBuffer tensor(String input, long... dims) {
        long size = 1;
        for (long dim : dims) {
            size *= dim;
        }
        ByteBuffer data = arena.slice(used, Math.toIntExact(size * Float.BYTES)).order(ByteOrder.nativeOrder());
        used += (int) bytes(size);
        byInput.put(input, NativeTensor.of(DataType.FLOAT32, data, dims));
        return data;
    }

    /** Sets bytes to zero. */
    static void zero(ByteBuffer target, int start, int length) {
        for (int done = 0; done < length; done += ZEROS.capacity()) {
            target.put(start + done, ZEROS, 0, Math.min(ZEROS.capacity(), length - done));
        }
    }

    /** Sets every {@code step}th element to one and the others to zero. */
    static void ones(ByteBuffer target, int step) {
        zero(target, 0, target.capacity());
        for (int i = 0; i < target.capacity() / Float.BYTES; i += step) {
            target.putFloat(i * Float.BYTES, 1);
        }
    }

    /** The tensors by the name of the input that takes them. */
    Map<String, NativeTensor> byInput() {
        return byInput;
    }

    /** The native bytes that are held. */
    int byteSize() {
        return arena.capacity();
    }

    /** Gives the memory back; no call may use the tensors any more. */
    void free() {
        byInput.values().forEach(NativeTensor::close);
        arenas.giveBack(arena);
    }
}
