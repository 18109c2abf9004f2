package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.ops.TensorOps;

/** What losses have in common. */
final class Targets {
    /** Added to a logit that takes no part in a softmax; no sum of logits comes near it. */
    static final float EXCLUDED = -1e9f;

    private Targets() {}

    /** Targets as they are, times a factor, {@code [rows, columns]}. */
    static Tensor scaled(float[][] targets, double factor) {
        int columns = targets[0].length;
        float[] values = new float[targets.length * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (factor * targets[i / columns][i % columns]);
        }
        return Tensor.of(values, targets.length, columns);
    }

    /** The sum of the first columns of all rows. */
    static double sum(float[][] targets, int columns) {
        double sum = 0;
        for (float[] row : targets) {
            for (int i = 0; i < columns; i++) {
                sum += row[i];
            }
        }
        return sum;
    }

    /** One over a weight; over one where there is none, as in a batch of zeros. */
    static double share(double weight) {
        return weight > 0 ? 1 / weight : 1;
    }

    /**
     * {@code sum(weights * logSoftmax(logits))} over the last axis: the cross-entropy, where the weights are the targets times
     * -1 over their number.
     */
    static <T> T crossEntropy(TensorOps<T> ops, T logits, int axis, T weights) {
        return ops.sum(ops.mul(ops.logSoftmax(logits, axis), weights));
    }

    /** {@code mean((values - targets)^2)} over all of them. */
    static <T> T meanSquare(TensorOps<T> ops, T values, T targets) {
        T difference = ops.sub(values, targets);
        return ops.mean(ops.mul(difference, difference));
    }
}
