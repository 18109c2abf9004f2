package io.adapt4j.method;

import io.adapt4j.error.UnsupportedFeatureException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
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

    /**
     * What several adapters do to one module together: the base's output and the weighted sum of what each adds to it. A gain
     * {@code g} adds {@code (g - 1)} times what it scales.
     *
     * @throws UnsupportedFeatureException when some scale the input and others the output, which is no single product, or they are
     *     too large for arrays together
     */
    public static Factors sum(List<Factors> terms, List<Double> weights) {
        boolean input = terms.stream().anyMatch(term -> term.inputGain != null);
        boolean output = terms.stream().anyMatch(term -> term.outputGain != null);
        if (input && output) {
            throw new UnsupportedFeatureException(
                    "Adapters that scale a module's input and adapters that scale its output"
                            + " cannot be active on it together");
        }
        int rank = terms.stream().mapToInt(Factors::rank).sum();
        float[] a = new float[size(terms.stream().mapToLong(term -> term.a.length))];
        float[] b = new float[size(terms.stream().mapToLong(term -> term.b.length))];
        int startA = 0;
        int startB = 0;
        for (int t = 0; t < terms.size(); t++) {
            Factors term = terms.get(t);
            System.arraycopy(term.a, 0, a, startA, term.a.length);
            for (int i = 0; i < term.b.length; i++) {
                b[startB + i] = (float) (weights.get(t) * term.b[i]);
            }
            startA += term.a.length;
            startB += term.b.length;
        }
        return new Factors(
                rank,
                a,
                b,
                gain(terms, weights, Factors::inputGain),
                gain(terms, weights, Factors::outputGain),
                gain(terms, weights, Factors::biasGain));
    }

    private static int size(LongStream lengths) {
        long size = lengths.sum();
        if (size > Integer.MAX_VALUE) {
            throw new UnsupportedFeatureException("The adapters together have factors of " + size
                    + " numbers at a module, and no more than " + Integer.MAX_VALUE + " are possible");
        }
        return (int) size;
    }

    private static float @Nullable [] gain(
            List<Factors> terms, List<Double> weights, Function<Factors, float @Nullable []> part) {
        double[] sum = null;
        for (int t = 0; t < terms.size(); t++) {
            float[] gain = part.apply(terms.get(t));
            if (gain != null) {
                if (sum == null) {
                    sum = new double[gain.length];
                    Arrays.fill(sum, 1);
                }
                for (int i = 0; i < gain.length; i++) {
                    sum[i] += weights.get(t) * (gain[i] - 1);
                }
            }
        }
        if (sum == null) {
            return null;
        }
        float[] result = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            result[i] = (float) sum[i];
        }
        return result;
    }
}
