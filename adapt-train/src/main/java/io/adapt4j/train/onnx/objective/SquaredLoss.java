package io.adapt4j.train.onnx.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.Objective.Squared;
import io.adapt4j.train.spi.TrainingBatch;

/** Numbers. */
final class SquaredLoss implements LossGraph<Squared> {

    @Override
    public String loss(Squared objective, LossSite site) {
        String outputs = site.linear(site.pooled(), objective.outputs());
        return Targets.meanSquare(site.ops(), outputs, site.targets("batch", Integer.toString(objective.outputs())));
    }

    @Override
    public Tensor targets(Squared objective, TrainingBatch batch, int sequence) {
        return Targets.scaled(batch.targets(), 1);
    }

    @Override
    public int width(Squared objective, int examples) {
        return objective.outputs();
    }
}
