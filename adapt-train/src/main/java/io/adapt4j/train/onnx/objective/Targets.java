package io.adapt4j.train.onnx.objective;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.gradient.GraphOps;
import java.util.List;
import java.util.Map;

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
    static String crossEntropy(GraphOps ops, String logits, long axis, String weights) {
        String logProbabilities = ops.node("LogSoftmax", List.of(logits), Map.of("axis", Attribute.of(axis)));
        return sum(ops, ops.mul(logProbabilities, weights));
    }

    /** {@code mean((values - targets)^2)} over all of them. */
    static String meanSquare(GraphOps ops, String values, String targets) {
        String difference = ops.sub(values, targets);
        String square = ops.mul(difference, difference);
        return ops.node("ReduceMean", List.of(square), Map.of("keepdims", Attribute.of(0L)));
    }

    private static String sum(GraphOps ops, String values) {
        return ops.node("ReduceSum", List.of(values), Map.of("keepdims", Attribute.of(0L)));
    }
}
