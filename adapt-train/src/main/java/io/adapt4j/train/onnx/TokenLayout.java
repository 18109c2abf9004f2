package io.adapt4j.train.onnx;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.train.gradient.ValueShapes;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which values of a graph hold something for each token: those whose first two dimensions follow the batch and the sequence
 * from one sample to another, and whose others stay as they are.
 *
 * @param one the shapes on one sample
 * @param texts that sample's shape, {@code [batch, sequence]}
 * @param other the shapes on a sample of other sizes
 * @param otherTexts that sample's shape
 */
record TokenLayout(ValueShapes one, Shape texts, ValueShapes other, Shape otherTexts) {

    /** The dimensions of what a FLOAT value holds for each token; empty where it is of another kind. */
    Optional<long[]> perToken(String value) {
        long[] a = one.of(value);
        long[] b = other.of(value);
        boolean fits = one.isFloat(value)
                && a.length >= 3
                && b.length == a.length
                && startsWith(a, texts)
                && startsWith(b, otherTexts)
                && Arrays.equals(a, 2, a.length, b, 2, b.length);
        return fits ? Optional.of(Arrays.copyOfRange(a, 2, a.length)) : Optional.empty();
    }

    private static boolean startsWith(long[] dims, Shape texts) {
        return dims[0] == texts.get(0) && dims[1] == texts.get(1);
    }
}
