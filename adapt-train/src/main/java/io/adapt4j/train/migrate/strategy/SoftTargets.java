package io.adapt4j.train.migrate.strategy;

import io.adapt4j.train.migrate.algebra.Dense;
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

    private static double[] softmax(double[] outputs, double temperature) {
        double[] divided =
                Arrays.stream(outputs).map(output -> output / temperature).toArray();
        return Dense.softmax(DMatrixRMaj.wrap(1, divided.length, divided)).data;
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
