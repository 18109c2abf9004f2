package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/**
 * An objective as an expression, written once for all engines. The library's own are registered in {@link Losses}, one for each
 * objective; an {@link Objective.Custom} brings its own.
 *
 * @param <O> the objective
 */
public interface Loss<O extends Objective> {

    /** The parameters of the head that is trained with the adapter; none where the vectors themselves are what is learnt. */
    List<ParameterSpec> head(O objective, int hidden);

    /** The loss, a scalar. */
    <T> T loss(O objective, LossSite<T> site);

    /**
     * A batch's targets as the loss takes them.
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

    /**
     * What the loss's sum over a batch is divided by: the loss of a batch is the mean of those of its parts, weighted by this.
     */
    default double weight(O objective, TrainingBatch batch) {
        return batch.targets().length;
    }

    /** Whether the examples of a batch are compared with each other, so that the loss is no mean over its parts. */
    default boolean comparesExamples() {
        return false;
    }
}
