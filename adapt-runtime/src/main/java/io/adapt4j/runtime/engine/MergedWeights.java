package io.adapt4j.runtime.engine;

import io.adapt4j.TargetModule;
import io.adapt4j.method.Factors;

/** The weights of a module into which what an adapter does is merged, computed in double precision. */
public final class MergedWeights {
    private MergedWeights() {}

    /**
     * {@code inputGain W outputGain + A B}.
     *
     * @param frozen W, {@code [out, in]} or {@code [in, out]}
     * @param frozenOutByIn which of both
     * @param outByIn which of both the result is
     */
    public static float[] weight(
            float[] frozen, boolean frozenOutByIn, TargetModule module, Factors factors, boolean outByIn) {
        int in = module.inFeatures();
        int out = module.outFeatures();
        float[] inputGain = factors.inputGain();
        float[] outputGain = factors.outputGain();
        float[] values = new float[frozen.length];
        double[] row = new double[out];
        for (int i = 0; i < in; i++) {
            double left = inputGain == null ? 1 : inputGain[i];
            for (int o = 0; o < out; o++) {
                double w = frozen[frozenOutByIn ? o * in + i : i * out + o];
                row[o] = left * w * (outputGain == null ? 1 : outputGain[o]);
            }
            for (int r = 0; r < factors.rank(); r++) {
                double a = factors.a()[r * in + i];
                for (int o = 0; o < out; o++) {
                    row[o] += a * factors.b()[r * out + o];
                }
            }
            for (int o = 0; o < out; o++) {
                values[outByIn ? o * in + i : i * out + o] = (float) row[o];
            }
        }
        return values;
    }

    /** {@code bias * gain}, in place. */
    public static float[] bias(float[] bias, float[] gain) {
        for (int o = 0; o < bias.length; o++) {
            bias[o] *= gain[o];
        }
        return bias;
    }
}
