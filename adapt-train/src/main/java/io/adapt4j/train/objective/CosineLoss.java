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
        return Targets.meanSquare(site.ops(), cosines(site), site.targets());
    }

    /** The cosine of each pair, {@code [pairs, 1]}. */
    static <T> T cosines(LossSite<T> site) {
        TensorOps<T> ops = site.ops();
        List<T> pair = site.perExample(site.unitRows(site.pooled()));
        return ops.sum(ops.mul(pair.get(0), pair.get(1)), 1);
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
