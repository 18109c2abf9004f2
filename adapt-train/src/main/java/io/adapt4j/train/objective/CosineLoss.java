package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Objective.Cosine;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/** Cosines as given. */
final class CosineLoss implements Loss<Cosine> {

    @Override
    public List<ParameterSpec> head(Cosine objective, int hidden) {
        return List.of();
    }

    @Override
    public <T> T loss(Cosine objective, LossSite<T> site) {
        TensorOps<T> ops = site.ops();
        Halves<T> halves = Halves.of(site);
        T cosines = ops.sum(ops.mul(halves.first(), halves.second()), 1);
        return Targets.meanSquare(ops, cosines, site.targets());
    }

    @Override
    public Tensor targets(Cosine objective, TrainingBatch batch, int sequence) {
        return Targets.scaled(batch.targets(), 1);
    }

    @Override
    public int width(Cosine objective, int examples) {
        return 1;
    }
}
