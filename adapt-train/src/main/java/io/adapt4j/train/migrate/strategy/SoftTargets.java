package io.adapt4j.train.migrate.strategy;

import io.adapt4j.train.migrate.strategy.TaskForm.Link;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** What a head's outputs say as probabilities or numbers, for another head to learn. */
final class SoftTargets {
    private static final double SMALLEST = 1e-12;

    private SoftTargets() {}

    /** The softmax of outputs over a temperature, their sigmoids, or the outputs themselves. */
    static double[] of(Link link, double[] outputs, double temperature) {
        return switch (link) {
            case SOFTMAX -> softmax(outputs, temperature);
            case SIGMOID ->
                Arrays.stream(outputs)
                        .map(output -> 1 / (1 + StrictMath.exp(-output)))
                        .toArray();
            case NUMBERS, TOKENS, VECTORS -> outputs.clone();
        };
    }

    /** The softmax of each row. */
    static DMatrixRMaj rows(DMatrixRMaj outputs) {
        DMatrixRMaj shares = outputs.copy();
        for (int row = 0; row < outputs.numRows; row++) {
            int begin = row * outputs.numCols;
            double[] own = softmax(Arrays.copyOfRange(outputs.data, begin, begin + outputs.numCols), 1);
            System.arraycopy(own, 0, shares.data, begin, own.length);
        }
        return shares;
    }

    private static double[] softmax(double[] outputs, double temperature) {
        double max = Arrays.stream(outputs).max().orElseThrow();
        double[] shares = Arrays.stream(outputs)
                .map(output -> StrictMath.exp((output - max) / temperature))
                .toArray();
        double sum = Arrays.stream(shares).sum();
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    /** How far outputs are from targets: the cross-entropy of probabilities, the mean squared difference of numbers. */
    static double loss(Link link, double[] targets, double[] outputs) {
        double[] own = of(link, outputs, 1);
        double loss = 0;
        for (int i = 0; i < own.length; i++) {
            loss += switch (link) {
                case SOFTMAX -> -targets[i] * StrictMath.log(Math.max(SMALLEST, own[i]));
                case SIGMOID ->
                    -(targets[i] * StrictMath.log(Math.max(SMALLEST, own[i]))
                                    + (1 - targets[i]) * StrictMath.log(Math.max(SMALLEST, 1 - own[i])))
                            / own.length;
                case NUMBERS, TOKENS, VECTORS -> (targets[i] - own[i]) * (targets[i] - own[i]) / own.length;
            };
        }
        return loss;
    }
}
