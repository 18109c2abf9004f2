package io.adapt4j.runtime.onnx.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The declaration of a graph's input or output.
 *
 * @param elementType ONNX's code of the element type, see {@link OnnxTypes}
 * @param dims the dimensions: a number where it is fixed, else a name such as {@code batch_size}, empty where unnamed;
 *     {@code ...} alone stands for any number of dimensions
 */
public record ValueInfo(String name, int elementType, List<String> dims) {
    private static final List<String> ANY = List.of("...");

    public ValueInfo {
        dims = List.copyOf(dims);
    }

    /** The declaration of an output whose type and shape are left to whoever loads the graph. */
    public static ValueInfo untyped(String name) {
        return new ValueInfo(name, 0, List.of());
    }

    /** The declaration of a value with any number of dimensions. */
    public static ValueInfo ofAnyShape(String name, int elementType) {
        return new ValueInfo(name, elementType, ANY);
    }

    /** Whether the number of dimensions is open. */
    public boolean isOfAnyShape() {
        return dims.equals(ANY);
    }

    /** The declaration of a value of a known shape. */
    public static ValueInfo fixed(String name, int elementType, long[] shape) {
        return new ValueInfo(
                name, elementType, Arrays.stream(shape).mapToObj(Long::toString).toList());
    }

    /** The sizes of the dimensions, -1 where they are not fixed. */
    public long[] shape() {
        return IntStream.range(0, dims.size()).mapToLong(this::dim).toArray();
    }

    /** The fixed size of a dimension, or -1. */
    public long dim(int axis) {
        String dim = dims.get(axis);
        return !dim.isEmpty() && dim.chars().allMatch(Character::isDigit) ? Long.parseLong(dim) : -1;
    }
}
