package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.ops.TensorOps;

/** What losses have in common. */
final class Targets {
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
