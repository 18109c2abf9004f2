package io.adapt4j.tensor;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.error.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * A tensor in host memory: a {@link Shape}, a {@link DataType} and the elements in row-major order and native byte
 * order, in one buffer: direct, which an engine reads without copying it, or on the heap, which is freed like any object.
 *
 * <p>The elements never change through this class: the buffers it hands out are read-only. Equality compares shape,
 * type and bytes.
 */
public final class Tensor {
    private final Shape shape;
    private final DataType dataType;
    private final ByteBuffer data;

    private Tensor(Shape shape, DataType dataType, ByteBuffer data) {
        this.shape = shape;
        this.dataType = dataType;
        this.data = data;
    }

    /**
     * Wraps a buffer without copying it when it is in native order; otherwise copies it into one that is. The caller must
     * not change the buffer afterwards.
     *
     * @throws InvalidInputException when a dimension is negative or the buffer's bytes are not exactly those of the shape
     */
    public static Tensor of(DataType dataType, Shape shape, ByteBuffer data) {
        long expected = byteSize(dataType, shape);
        if (data.remaining() != expected) {
            throw new InvalidInputException("A " + dataType + " tensor of shape " + shape + " takes " + expected
                    + " bytes, but the buffer holds " + data.remaining());
        }
        if (data.order() == ByteOrder.nativeOrder()) {
            return new Tensor(shape, dataType, data.slice().order(ByteOrder.nativeOrder()));
        }
        ByteBuffer copy = ByteBuffer.allocateDirect(data.remaining()).order(ByteOrder.nativeOrder());
        copy.put(data.duplicate());
        return new Tensor(shape, dataType, copy.flip().order(ByteOrder.nativeOrder()));
    }

    /** Copies {@code values} into a new FLOAT32 tensor of the given dimensions. */
    public static Tensor of(float[] values, long... dimensions) {
        ByteBuffer data = allocate(DataType.FLOAT32, values.length);
        data.asFloatBuffer().put(values);
        return of(DataType.FLOAT32, new Shape(dimensions), data);
    }

    /** Copies {@code values} into a new INT64 tensor of the given dimensions. */
    public static Tensor of(long[] values, long... dimensions) {
        ByteBuffer data = allocate(DataType.INT64, values.length);
        data.asLongBuffer().put(values);
        return of(DataType.INT64, new Shape(dimensions), data);
    }

    /** Copies {@code rows}, all of one length, into a new INT64 tensor {@code [rows, columns]}. */
    public static Tensor of(long[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        ByteBuffer data = allocate(DataType.INT64, (long) rows.length * columns);
        LongBuffer longs = data.asLongBuffer();
        for (long[] row : rows) {
            if (row.length != columns) {
                throw new InvalidInputException("Rows of a tensor must have one length, but the first has " + columns
                        + " elements and another has " + row.length);
            }
            longs.put(row);
        }
        return of(DataType.INT64, new Shape(rows.length, columns), data);
    }

    /** A zeroed direct buffer in native order for {@code elements} elements; at most 2 GiB. */
    public static ByteBuffer allocate(DataType dataType, long elements) {
        long bytes = Math.multiplyExact(elements, dataType.getNumOfBytes());
        return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    }

    private static long byteSize(DataType dataType, Shape shape) {
        long bytes = dataType.getNumOfBytes();
        for (long dimension : shape.getShape()) {
            if (dimension < 0) {
                throw new InvalidInputException("A tensor has no negative dimensions, but the shape is " + shape);
            }
            try {
                bytes = Math.multiplyExact(bytes, dimension);
            } catch (ArithmeticException e) {
                throw new InvalidInputException("The shape " + shape + " is too large for a tensor", e);
            }
        }
        return bytes;
    }

    public Shape shape() {
        return shape;
    }

    public DataType dataType() {
        return dataType;
    }

    /** The dimension at {@code axis}; negative axes count from the end. */
    public long dimension(int axis) {
        return shape.get(axis < 0 ? shape.dimension() + axis : axis);
    }

    /** The elements as a read-only view, positioned at the first. */
    public ByteBuffer data() {
        return data.asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    /** The elements as a read-only view of floats. */
    public FloatBuffer floats() {
        require(DataType.FLOAT32);
        return data().asFloatBuffer();
    }

    /** The elements as a read-only view of longs. */
    public LongBuffer longs() {
        require(DataType.INT64);
        return data().asLongBuffer();
    }

    /** The elements copied to a new array. */
    public float[] toFloatArray() {
        FloatBuffer view = floats();
        float[] values = new float[view.remaining()];
        view.get(values);
        return values;
    }

    /** The number of bytes that the elements take. */
    public int byteSize() {
        return data.capacity();
    }

    private void require(DataType expected) {
        if (dataType != expected) {
            throw new InvalidInputException("Expected a tensor of " + expected + ", but this one is " + this);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that
                && dataType == that.dataType
                && Arrays.equals(shape.getShape(), that.shape.getShape())
                && data().equals(that.data());
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + dataType.hashCode();
    }

    @Override
    public String toString() {
        return dataType + Arrays.toString(shape.getShape());
    }
}
