package io.adapt4j.runtime.task;

import java.util.ArrayList;
import java.util.List;

/** Probabilities of logits. */
final class Probabilities {
    private Probabilities() {}

    /** {@code exp(x_i) / sum exp(x_j)}, in place. */
    static double[] softmax(double[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            logits[i] = StrictMath.exp(logits[i] - max);
            sum += logits[i];
        }
        for (int i = 0; i < logits.length; i++) {
            logits[i] /= sum;
        }
        return logits;
    }

    /** {@code 1 / (1 + exp(-x_i))}, in place. */
    static double[] sigmoid(double[] logits) {
        for (int i = 0; i < logits.length; i++) {
            logits[i] = 1 / (1 + StrictMath.exp(-logits[i]));
        }
        return logits;
    }

    static List<Float> list(double[] values) {
        List<Float> list = new ArrayList<>(values.length);
        for (double value : values) {
            list.add((float) value);
        }
        return list;
    }
}
