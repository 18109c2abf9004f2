package io.adapt4j.runtime.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.ModelSignature;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one input of a base model must be like.
 *
 * @param dims the dimensions: a number where it is fixed, a name where inputs share a size, empty where anything goes
 * @param longest the largest size of each dimension, 0 where there is no bound; may be shorter than {@code dims}
 * @param tableRows where the values are row numbers of a table, the number of its rows; else 0
 */
public record InputRule(String name, DataType dataType, List<String> dims, List<Long> longest, long tableRows) {

    public InputRule {
        dims = List.copyOf(dims);
        longest = List.copyOf(longest);
    }

    /** The fixed size of a dimension, or -1. */
    long fixed(int axis) {
        String dim = dims.get(axis);
        return !dim.isEmpty() && dim.chars().allMatch(Character::isDigit) ? Long.parseLong(dim) : -1;
    }

    /** The largest size of a dimension, or 0. */
    long longest(int axis) {
        return axis < longest.size() ? longest.get(axis) : 0;
    }

    /** The input as a signature declares it. */
    public ModelSignature.Port port() {
        long[] sizes = IntStream.range(0, dims.size()).mapToLong(this::fixed).toArray();
        return new ModelSignature.Port(name, dataType, new Shape(sizes));
    }
}
