package io.adapt4j.train.gradient.reference;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** A dense array in row-major order; integers and booleans are doubles too. */
public record Array(long[] dims, double[] data) {

    public static Array of(long[] dims, double... data) {
        return new Array(dims, data);
    }

    public static Array zeros(long... dims) {
        return new Array(dims, new double[size(dims)]);
    }

    public static Array vector(double... data) {
        return new Array(new long[] {data.length}, data);
    }

    public static int size(long... dims) {
        int size = 1;
        for (long dim : dims) {
            size *= (int) dim;
        }
        return size;
    }

    public int rank() {
        return dims.length;
    }

    public int axis(long axis) {
        return (int) (axis < 0 ? axis + dims.length : axis);
    }

    public long[] longs() {
        return Arrays.stream(data).mapToLong(d -> (long) d).toArray();
    }

    public Array map(DoubleUnaryOperator f) {
        return new Array(dims, Arrays.stream(data).map(f).toArray());
    }

    public Array reshape(long... newDims) {
        return new Array(newDims, data);
    }

    /** The indices of each element of an array of these dimensions, in order, are passed to a visitor. */
    public static void forEach(long[] dims, java.util.function.Consumer<int[]> visitor) {
        int[] index = new int[dims.length];
        int size = size(dims);
        for (int i = 0; i < size; i++) {
            visitor.accept(index);
            for (int axis = dims.length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--) {
                index[axis] = 0;
            }
        }
    }

    public int offset(int... index) {
        int offset = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            offset = offset * (int) dims[axis] + index[axis];
        }
        return offset;
    }

    public double get(int... index) {
        return data[offset(index)];
    }

    public static long[] broadcast(long[] a, long[] b) {
        long[] dims = new long[Math.max(a.length, b.length)];
        for (int i = 0; i < dims.length; i++) {
            int fromA = i - (dims.length - a.length);
            int fromB = i - (dims.length - b.length);
            long x = fromA < 0 ? 1 : a[fromA];
            long y = fromB < 0 ? 1 : b[fromB];
            dims[i] = x == 1 ? y : x;
        }
        return dims;
    }

    public Array expand(long[] to) {
        Array result = zeros(to);
        int lead = to.length - dims.length;
        int[] own = new int[dims.length];
        int[] position = {0};
        forEach(to, index -> {
            for (int i = 0; i < own.length; i++) {
                own[i] = dims[i] == 1 ? 0 : index[i + lead];
            }
            result.data[position[0]++] = get(own);
        });
        return result;
    }

    public Array zip(Array other, DoubleBinaryOperator f) {
        long[] to = broadcast(dims, other.dims);
        Array a = expand(to);
        Array b = other.expand(to);
        for (int i = 0; i < a.data.length; i++) {
            a.data[i] = f.applyAsDouble(a.data[i], b.data[i]);
        }
        return a;
    }

    public Array transpose(long... perm) {
        long[] to = new long[perm.length];
        for (int i = 0; i < perm.length; i++) {
            to[i] = dims[(int) perm[i]];
        }
        Array result = zeros(to);
        int[] own = new int[perm.length];
        int[] position = {0};
        forEach(to, index -> {
            for (int i = 0; i < perm.length; i++) {
                own[(int) perm[i]] = index[i];
            }
            result.data[position[0]++] = get(own);
        });
        return result;
    }

    /** Swaps the last two axes. */
    public Array swap() {
        long[] perm = new long[dims.length];
        for (int i = 0; i < perm.length; i++) {
            perm[i] = i;
        }
        perm[perm.length - 1] = perm.length - 2L;
        perm[perm.length - 2] = perm.length - 1L;
        return transpose(perm);
    }
}
