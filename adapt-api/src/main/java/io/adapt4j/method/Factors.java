package io.adapt4j.method;

import org.jspecify.annotations.Nullable;

/**
 * What an adapter does to one module, in the one form in which engines run every method. With {@code x [..., in]}, the
 * frozen {@code W [in, out]} and bias, and elementwise products written {@code *}:
 *
 * <pre>
 * y = ((x * inputGain) W) * outputGain + (x A) B + bias * biasGain
 * </pre>
 *
 * @param rank the number of rows of A and B; 0 for a method that only scales
 * @param a A transposed, {@code [rank, in]} in row-major order
 * @param b B, {@code [rank, out]} in row-major order, every scaling included
 * @param inputGain {@code [in]}; null for ones
 * @param outputGain {@code [out]}; null for ones
 * @param biasGain {@code [out]}; null for ones
 */
@SuppressWarnings("ArrayRecordComponent")
public record Factors(
        int rank,
        float[] a,
        float[] b,
        float @Nullable [] inputGain,
        float @Nullable [] outputGain,
        float @Nullable [] biasGain) {

    /** A low-rank sum without gains. */
    public static Factors lowRank(int rank, float[] a, float[] b) {
        return new Factors(rank, a, b, null, null, null);
    }

    /** Gains without a low-rank sum. */
    public static Factors gains(float @Nullable [] input, float @Nullable [] output, float @Nullable [] bias) {
        return new Factors(0, new float[0], new float[0], input, output, bias);
    }
}
