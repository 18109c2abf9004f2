package io.adapt4j.runtime.onnx.graph;

import io.adapt4j.error.InvalidModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A constant tensor of an ONNX graph: an initializer, or the value of an attribute.
 *
 * @param elementType ONNX's code of the element type, see {@link OnnxTypes}
 * @param dims the dimensions; none for a scalar
 * @param data the elements in row-major order and native byte order; direct, read-only
 */
public record TensorData(int elementType, long[] dims, ByteBuffer data) {

    public TensorData {
        data = data.slice().asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    /** The elements, positioned at the first, in native byte order. */
    @Override
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.nativeOrder());
    }

    /** The number of elements. */
    public long size() {
        long size = 1;
        for (long dim : dims) {
            size *= dim;
        }
        return size;
    }

    public static TensorData floats(float[] values, long... dims) {
        ByteBuffer buffer = allocate(values.length * Float.BYTES);
        buffer.asFloatBuffer().put(values);
        return new TensorData(OnnxTypes.FLOAT, dims, buffer);
    }

    public static TensorData longs(long[] values, long... dims) {
        ByteBuffer buffer = allocate(values.length * Long.BYTES);
        buffer.asLongBuffer().put(values);
        return new TensorData(OnnxTypes.INT64, dims, buffer);
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /**
     * The elements of an INT64 or INT32 tensor, for shapes and axes.
     *
     * @throws InvalidModelException when it is of another type
     */
    public long[] toLongs() {
        requireType("INT64 or INT32", OnnxTypes.INT64, OnnxTypes.INT32);
        ByteBuffer buffer = data();
        long[] values = new long[Math.toIntExact(size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = elementType == OnnxTypes.INT32 ? buffer.getInt() : buffer.getLong();
        }
        return values;
    }

    /**
     * The elements of an INT8 or UINT8 tensor.
     *
     * @throws InvalidModelException when it is of another type
     */
    public int[] toBytes() {
        requireType("INT8 or UINT8", OnnxTypes.INT8, OnnxTypes.UINT8);
        ByteBuffer buffer = data();
        int[] values = new int[Math.toIntExact(size())];
        for (int i = 0; i < values.length; i++) {
            byte value = buffer.get();
            values[i] = elementType == OnnxTypes.UINT8 ? Byte.toUnsignedInt(value) : value;
        }
        return values;
    }

    /**
     * The elements of a FLOAT or DOUBLE tensor.
     *
     * @throws InvalidModelException when it is of another type
     */
    public double[] toDoubles() {
        requireType("FLOAT or DOUBLE", OnnxTypes.FLOAT, OnnxTypes.DOUBLE);
        ByteBuffer buffer = data();
        double[] values = new double[Math.toIntExact(size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = elementType == OnnxTypes.DOUBLE ? buffer.getDouble() : buffer.getFloat();
        }
        return values;
    }

    private void requireType(String names, int one, int other) {
        if (elementType != one && elementType != other) {
            throw new InvalidModelException("A constant of the model is to be of the type " + names
                    + ", but has ONNX's element type " + elementType + "; the model is damaged");
        }
    }
}
