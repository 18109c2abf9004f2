package io.adapt4j.train.batch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Tensors of equal rank as one, along a new first axis; smaller ones are filled up with zeros at the end of each axis. */
final class Stack {
    private Stack() {}

    static Tensor of(List<Tensor> tensors) {
        long[] largest = tensors.get(0).shape().getShape().clone();
        for (Tensor tensor : tensors) {
            for (int axis = 0; axis < largest.length; axis++) {
                largest[axis] = Math.max(largest[axis], tensor.dimension(axis));
            }
        }
        DataType type = tensors.get(0).dataType();
        Shape shape = new Shape(largest);
        ByteBuffer data = Tensor.allocate(type, Math.multiplyExact(tensors.size(), shape.size()));
        int slot = Math.toIntExact(shape.size() * type.getNumOfBytes());
        for (int i = 0; i < tensors.size(); i++) {
            long[] own = tensors.get(i).shape().getShape();
            copy(tensors.get(i).data(), 0, own, data, i * slot, largest, 0, type.getNumOfBytes());
        }
        long[] dims = new long[largest.length + 1];
        dims[0] = tensors.size();
        System.arraycopy(largest, 0, dims, 1, largest.length);
        return Tensor.of(type, new Shape(dims), data);
    }

    /** Copies the part from an axis on; a block whose inner axes are the same in both goes over at once. */
    private static void copy(
            ByteBuffer from, int start, long[] own, ByteBuffer to, int at, long[] all, int axis, int width) {
        int inner = size(own, axis + 1, width);
        if (Arrays.equals(own, axis + 1, own.length, all, axis + 1, all.length)) {
            to.put(at, from, start, (int) own[axis] * inner);
            return;
        }
        int stride = size(all, axis + 1, width);
        for (int i = 0; i < own[axis]; i++) {
            copy(from, start + i * inner, own, to, at + i * stride, all, axis + 1, width);
        }
    }

    /** The bytes of a block with these axes, from one of them on. */
    private static int size(long[] dims, int axis, int width) {
        int size = width;
        for (int i = axis; i < dims.length; i++) {
            size = Math.multiplyExact(size, (int) dims[i]);
        }
        return size;
    }
}
