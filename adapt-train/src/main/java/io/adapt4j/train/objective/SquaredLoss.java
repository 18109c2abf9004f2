package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.Objective.Squared;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/** Numbers. */
final class SquaredLoss implements Loss<Squared> {

    @Override
    public List<ParameterSpec> head(Squared objective, int hidden) {
        return Heads.linear(objective.outputs(), hidden);
    }

    @Override
    public <T> T loss(Squared objective, LossSite<T> site) {
        T outputs = site.linear(site.pooled());
        return Targets.meanSquare(site.ops(), outputs, site.targets());
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
