package io.adapt4j.train.optim;

import java.nio.FloatBuffer;
import java.util.List;

/** An {@link Optimizer} at work on one tensor of parameters, with what it remembers between steps. */
public interface Updates {

    /**
     * Takes one step in place.
     *
     * @param gradientScale factor on every gradient, for clipping
     * @param weightDecay share of each parameter taken away, times the learning rate
     */
    void step(
            FloatBuffer parameters,
            FloatBuffer gradients,
            double gradientScale,
            double learningRate,
            double weightDecay);

    /** The number of steps taken. */
    int steps();

    /** What is remembered, in a fixed order: the arrays themselves, not copies. A checkpoint writes them. */
    List<float[]> memory();

    /**
     * Goes on from a checkpoint.
     *
     * @param steps the number of steps that had been taken
     * @param memory arrays of the sizes of {@link #memory}
     */
    void restore(int steps, List<float[]> memory);
}
