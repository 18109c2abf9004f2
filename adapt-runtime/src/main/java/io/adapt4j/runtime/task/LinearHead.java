package io.adapt4j.runtime.task;

import io.adapt4j.Head;
import io.adapt4j.error.IncompatibleAdapterException;
import java.nio.FloatBuffer;

/**
 * A head as arrays.
 *
 * @param weight {@code [outputs][hidden]}
 * @param bias {@code [outputs]}
 */
@SuppressWarnings("ArrayRecordComponent")
record LinearHead(float[][] weight, float[] bias) {

    static LinearHead of(Head head) {
        float[][] weight = new float[head.outputs()][head.hidden()];
        FloatBuffer values = head.weight().floats();
        for (float[] row : weight) {
            values.get(row);
        }
        return new LinearHead(weight, head.bias().toFloatArray());
    }

    /**
     * {@code weight vector + bias}, {@code [outputs]}.
     *
     * @param vector {@code [hidden]}
     * @param normalize whether the vector is scaled to unit length before
     */
    double[] apply(float[] vector, boolean normalize) {
        if (vector.length != weight[0].length) {
            throw new IncompatibleAdapterException("The head takes vectors of " + weight[0].length
                    + " numbers, but the base model gives " + vector.length);
        }
        double length = normalize ? Math.max(1e-12, norm(vector)) : 1;
        double[] outputs = new double[weight.length];
        for (int output = 0; output < outputs.length; output++) {
            double sum = 0;
            for (int i = 0; i < vector.length; i++) {
                sum += (double) weight[output][i] * vector[i];
            }
            outputs[output] = sum / length + bias[output];
        }
        return outputs;
    }

    /** The Euclidean norm. */
    static double norm(float[] vector) {
        double sum = 0;
        for (float x : vector) {
            sum += (double) x * x;
        }
        return Math.sqrt(sum);
    }
}
