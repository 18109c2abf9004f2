package io.adapt4j.runtime.pytorch.archive;

import io.adapt4j.error.InvalidModelException;
import io.adapt4j.error.UnsupportedFeatureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** Reads the FLOAT32 elements of a tensor out of its storage, which is a stream, into row-major order. */
final class StridedCopy {

    /** Opens a storage by the name of its entry. */
    interface Storages {
        InputStream open(String name) throws IOException;
    }

    private StridedCopy() {}

    /** Fills {@code target}, which has room for exactly the elements of the tensor. */
    static void copy(StoredTensor tensor, Storages storages, ByteBuffer target) {
        List<Long> shape = tensor.shape();
        List<Long> strides = tensor.strides();
        long span = 1;
        for (int i = 0; i < shape.size(); i++) {
            span += (shape.get(i) - 1) * strides.get(i);
        }
        if (span > Integer.MAX_VALUE / Float.BYTES) {
            throw new UnsupportedFeatureException(
                    "A tensor " + tensor + " with strides " + strides + " spans more than 2 GB");
        }
        boolean dense = isRowMajor(shape, strides);
        ByteBuffer block = dense ? target : ByteBuffer.allocate((int) span * Float.BYTES);
        fill(tensor, storages, block.duplicate());
        if (dense) {
            swapToNative(target);
            return;
        }
        FloatBuffer source = block.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        gather(source, 0, 0, shape, strides, target.asFloatBuffer());
    }

    private static boolean isRowMajor(List<Long> shape, List<Long> strides) {
        long expected = 1;
        for (int i = shape.size() - 1; i >= 0; i--) {
            if (shape.get(i) != 1 && strides.get(i) != expected) {
                return false;
            }
            expected *= shape.get(i);
        }
        return true;
    }

    private static void fill(StoredTensor tensor, Storages storages, ByteBuffer block) {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = storages.open(tensor.storage())) {
            in.skipNBytes(tensor.offset() * Float.BYTES);
            while (block.hasRemaining()) {
                int count = in.read(buffer, 0, Math.min(buffer.length, block.remaining()));
                if (count < 0) {
                    throw new IOException("it ends too early");
                }
                block.put(buffer, 0, count);
            }
        } catch (IOException e) {
            throw new InvalidModelException("Cannot read the storage \"" + tensor.storage() + "\"", e);
        }
    }

    /** Archives are little-endian. */
    private static void swapToNative(ByteBuffer target) {
        if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) {
            for (int i = 0; i < target.capacity(); i += Float.BYTES) {
                target.putInt(i, Integer.reverseBytes(target.getInt(i)));
            }
        }
    }

    private static void gather(
            FloatBuffer source, int axis, long at, List<Long> shape, List<Long> strides, FloatBuffer target) {
        if (axis == shape.size()) {
            target.put(source.get((int) at));
            return;
        }
        for (long i = 0; i < shape.get(axis); i++) {
            gather(source, axis + 1, at + i * strides.get(axis), shape, strides, target);
        }
    }
}
