package io.adapt4j.train.onnx.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.TrainingBatch;

/**
 * An objective as a graph. One implementation per objective, registered in {@link LossGraphs}.
 *
 * @param <O> the objective
 */
public interface LossGraph<O extends Objective> {

    /** Adds the loss to the graph; returns the scalar that holds it. */
    String loss(O objective, LossSite site);

    /**
     * A batch's targets as the graph takes them.
     *
     * @param sequence the length of the longest text
     */
    Tensor targets(O objective, TrainingBatch batch, int sequence);

    /** Targets of the shape that the objective wants for texts of these lengths, all zero. */
    default float[][] zeroTargets(O objective, int[] lengths) {
        int width = width(objective, lengths.length / objective.textsPerExample());
        return new float[lengths.length / objective.textsPerExample()][width];
    }

    /** The number of targets of one example. */
    int width(O objective, int examples);
}
