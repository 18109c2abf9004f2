package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Objective.Contrastive;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/** Partners nearer than the partners of others. */
final class ContrastiveLoss implements Loss<Contrastive> {

    @Override
    public List<ParameterSpec> head(Contrastive objective, int hidden) {
        return List.of();
    }

    @Override
    public <T> T loss(Contrastive objective, LossSite<T> site) {
        TensorOps<T> ops = site.ops();
        List<T> pair = site.perExample(site.unitRows(site.pooled()));
        T cosines = ops.matMul(pair.get(0), ops.transpose(pair.get(1)));
        return Targets.crossEntropy(ops, ops.mul(cosines, objective.scale()), 1, site.targets());
    }

    @Override
    public Tensor targets(Contrastive objective, TrainingBatch batch, int sequence) {
        return Targets.scaled(batch.targets(), -1.0 / batch.targets().length);
    }

    @Override
    public int width(Contrastive objective, int examples) {
        return examples;
    }

    @Override
    public boolean comparesExamples() {
        return true;
    }
}
