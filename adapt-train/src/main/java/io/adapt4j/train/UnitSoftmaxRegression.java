package io.adapt4j.train;

import io.adapt4j.Head;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.optim.AdamW;
import io.adapt4j.train.optim.Updates;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Softmax regression on vectors that do not change, scaled to unit length, fitted to all of them at once. Deterministic. Weights
 * are kept as {@code [hidden + 1][labels]}, the bias last, so that what is computed most often runs over neighbouring numbers.
 */
final class UnitSoftmaxRegression {
    private static final int STEPS = 200;
    private static final double LEARNING_RATE = 0.2;
    private static final double WEIGHT_DECAY = 1e-3;

    private final float[] weights;
    private final int labels;

    private UnitSoftmaxRegression(float[] weights, int labels) {
        this.weights = weights;
        this.labels = labels;
    }

    /**
     * Fits it.
     *
     * @param vectors {@code [rows][hidden]}, of any length but zero
     * @param truth the label of each row
     */
    static UnitSoftmaxRegression fit(float[][] vectors, int[] truth, int labels) {
        float[][] units = new float[vectors.length][];
        for (int row = 0; row < units.length; row++) {
            units[row] = unit(vectors[row]);
        }
        float[] weights = new float[units[0].length * labels];
        UnitSoftmaxRegression fitted = new UnitSoftmaxRegression(weights, labels);
        Updates optimizer = new AdamW().forTensor(units[0].length, labels);
        for (int step = 0; step < STEPS; step++) {
            float[] gradient = new float[weights.length];
            for (int row = 0; row < units.length; row++) {
                float[] shares = fitted.softmax(units[row]);
                shares[truth[row]] -= 1;
                for (int label = 0; label < labels; label++) {
                    shares[label] /= units.length;
                }
                for (int i = 0; i < units[row].length; i++) {
                    fitted.addScaled(gradient, i * labels, shares, 0, units[row][i]);
                }
            }
            optimizer.step(FloatBuffer.wrap(weights), FloatBuffer.wrap(gradient), 1, LEARNING_RATE, WEIGHT_DECAY);
        }
        return fitted;
    }

    /** The probability of each label. */
    float[] probabilities(float[] vector) {
        return softmax(unit(vector));
    }

    /** The head that computes the logits of unit vectors. */
    Head head() {
        int hidden = weights.length / labels - 1;
        float[] transposed = new float[hidden * labels];
        for (int i = 0; i < transposed.length; i++) {
            transposed[i] = weights[i % hidden * labels + i / hidden];
        }
        float[] bias = Arrays.copyOfRange(weights, hidden * labels, weights.length);
        return new Head(Tensor.of(transposed, labels, hidden), Tensor.of(bias, labels));
    }

    private float[] softmax(float[] unit) {
        float[] shares = new float[labels];
        for (int i = 0; i < unit.length; i++) {
            addScaled(shares, 0, weights, i * labels, unit[i]);
        }
        float max = shares[0];
        for (float logit : shares) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (int label = 0; label < labels; label++) {
            shares[label] = (float) StrictMath.exp(shares[label] - max);
            sum += shares[label];
        }
        for (int label = 0; label < labels; label++) {
            shares[label] = (float) (shares[label] / sum);
        }
        return shares;
    }

    private void addScaled(float[] to, int toStart, float[] from, int fromStart, float factor) {
        for (int label = 0; label < labels; label++) {
            to[toStart + label] += factor * from[fromStart + label];
        }
    }

    /** The vector at unit length, with a one behind it for the bias. */
    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float x : vector) {
            squares += (double) x * x;
        }
        double norm = Math.max(1e-12, StrictMath.sqrt(squares));
        float[] unit = new float[vector.length + 1];
        for (int i = 0; i < vector.length; i++) {
            unit[i] = (float) (vector[i] / norm);
        }
        unit[vector.length] = 1;
        return unit;
    }
}
