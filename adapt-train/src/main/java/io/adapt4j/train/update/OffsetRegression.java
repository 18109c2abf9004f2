package io.adapt4j.train.update;

import io.adapt4j.train.optim.AdamW;
import io.adapt4j.train.optim.Updates;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Logistic regression beside numbers that are given: {@code p = sigmoid(offset + weight x + bias)}, fitted to all examples at once,
 * those with the label counting as much in sum as those without. Deterministic.
 */
final class OffsetRegression {
    private static final int STEPS = 200;
    private static final double LEARNING_RATE = 0.05;
    private static final double WEIGHT_DECAY = 1e-3;

    private OffsetRegression() {}

    /**
     * Fits it, starting at zero.
     *
     * @param vectors {@code [examples][hidden]}
     * @param offsets one for each example
     * @param truth whether an example has the label; some have it and some have not
     * @return the weights {@code [hidden]}, and the bias behind them
     */
    static float[] fit(float[][] vectors, double[] offsets, boolean[] truth) {
        int hidden = vectors[0].length;
        double positive = 0;
        for (boolean has : truth) {
            positive += has ? 1 : 0;
        }
        float[] fitted = new float[hidden + 1];
        float[] gradient = new float[hidden + 1];
        Updates weights = new AdamW().forTensor(1, hidden + 1);
        for (int step = 0; step < STEPS; step++) {
            Arrays.fill(gradient, 0);
            for (int row = 0; row < vectors.length; row++) {
                double logit = offsets[row] + fitted[hidden];
                for (int i = 0; i < hidden; i++) {
                    logit += (double) fitted[i] * vectors[row][i];
                }
                double share = 0.5 / (truth[row] ? positive : truth.length - positive);
                double error = share * (1 / (1 + StrictMath.exp(-logit)) - (truth[row] ? 1 : 0));
                for (int i = 0; i < hidden; i++) {
                    gradient[i] += (float) (error * vectors[row][i]);
                }
                gradient[hidden] += (float) error;
            }
            weights.step(FloatBuffer.wrap(fitted), FloatBuffer.wrap(gradient), 1, LEARNING_RATE, WEIGHT_DECAY);
        }
        return fitted;
    }
}
