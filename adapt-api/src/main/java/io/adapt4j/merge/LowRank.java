package io.adapt4j.merge;

import io.adapt4j.ModuleDelta;
import io.adapt4j.method.lora.LoraMethod;
import io.adapt4j.tensor.Tensor;
import java.util.SplittableRandom;

/**
 * A delta {@code factor B A} of one module.
 *
 * @param a {@code [rank, in]}
 * @param b {@code [out, rank]}
 * @param random random numbers of its own
 */
@SuppressWarnings("ArrayRecordComponent")
record LowRank(int rank, int in, int out, float[] a, float[] b, double factor, SplittableRandom random) {

    static LowRank of(ModuleDelta delta, double factor, SplittableRandom random) {
        Tensor a = delta.parameter(LoraMethod.A);
        Tensor b = delta.parameter(LoraMethod.B);
        return new LowRank(
                (int) a.dimension(0),
                (int) a.dimension(1),
                (int) b.dimension(0),
                a.toFloatArray(),
                b.toFloatArray(),
                factor,
                random);
    }

    /** Another delta for the same module. */
    LowRank with(int newRank, float[] newA, float[] newB) {
        return new LowRank(newRank, in, out, newA, newB, 1, random);
    }

    /** The square root of the factor, which A and B each carry. */
    double root() {
        return Math.sqrt(Math.abs(factor));
    }

    /** As {@link #root}, with the factor's sign, which B carries. */
    double signedRoot() {
        return Math.signum(factor) * root();
    }

    /** {@code factor B A}, {@code [out][in]}. */
    double[][] dense() {
        double[][] dense = new double[out][in];
        for (int o = 0; o < out; o++) {
            for (int r = 0; r < rank; r++) {
                double left = factor * b[o * rank + r];
                for (int i = 0; i < in; i++) {
                    dense[o][i] += left * a[r * in + i];
                }
            }
        }
        return dense;
    }

    Tensor tensorA() {
        return Tensor.of(a, rank, in);
    }

    Tensor tensorB() {
        return Tensor.of(b, out, rank);
    }
}
