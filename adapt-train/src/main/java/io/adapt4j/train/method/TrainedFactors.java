package io.adapt4j.train.method;

import org.jspecify.annotations.Nullable;

/**
 * What a method does to one module in training, in the form of {@link io.adapt4j.method.Factors}. With {@code x [..., in]}, the
 * frozen {@code W [in, out]} and bias, and elementwise products written {@code *}:
 *
 * <pre>
 * y = ((x * inputGain) W) * outputGain + (drop(x) a^T) b + x dense^T + bias * biasGain
 * </pre>
 *
 * where {@code drop} zeroes elements at random and scales the others up by {@code 1 / (1 - dropout)}.
 *
 * @param product the low-rank product; null for none
 * @param dense a change of the weight that is no product of low rank, {@code [out, in]}; null for none
 * @param inputGain {@code [in]}; null for ones
 * @param outputGain {@code [out]}; null for ones
 * @param biasGain {@code [out]}; null for ones
 * @param <T> the engine's tensor
 */
public record TrainedFactors<T>(
        @Nullable Product<T> product,
        @Nullable T dense,
        @Nullable T inputGain,
        @Nullable T outputGain,
        @Nullable T biasGain) {

    /**
     * A low-rank product.
     *
     * @param a A transposed, {@code [rank, in]}
     * @param b B, {@code [rank, out]}, every scaling included
     * @param dropout probability with which an element of A's input is dropped, in [0, 1)
     */
    public record Product<T>(T a, T b, double dropout) {}

    /** A low-rank product without gains. */
    static <T> TrainedFactors<T> lowRank(T a, T b, double dropout) {
        return new TrainedFactors<>(new Product<>(a, b, dropout), null, null, null, null);
    }

    /** A change of the whole weight without gains. */
    static <T> TrainedFactors<T> dense(T delta) {
        return new TrainedFactors<>(null, delta, null, null, null);
    }
}
