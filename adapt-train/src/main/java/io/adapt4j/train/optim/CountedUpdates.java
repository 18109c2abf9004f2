package io.adapt4j.train.optim;

import java.nio.FloatBuffer;
import java.util.List;

/** Updates that count their steps, whose memory are arrays of fixed sizes. */
abstract class CountedUpdates implements Updates {
    private int steps;

    /** One step; {@link #steps} counts it already. */
    abstract void update(FloatBuffer parameters, FloatBuffer gradients, double scale, double rate, double weightDecay);

    @Override
    public final void step(
            FloatBuffer parameters,
            FloatBuffer gradients,
            double gradientScale,
            double learningRate,
            double weightDecay) {
        steps++;
        update(parameters, gradients, gradientScale, learningRate, weightDecay);
    }

    @Override
    public final int steps() {
        return steps;
    }

    @Override
    public final void restore(int newSteps, List<float[]> memory) {
        Settings.copy(memory, memory());
        steps = newSteps;
    }
}
