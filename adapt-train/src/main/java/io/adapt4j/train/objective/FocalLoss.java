package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Objective.Focal;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/** One label out of several, with less weight on what is already learnt. */
final class FocalLoss implements Loss<Focal> {
    /** Added to what is missing to a probability of one, so that it has a logarithm. */
    private static final double SMALLEST_REST = 1e-6;

    @Override
    public List<ParameterSpec> head(Focal objective, int hidden) {
        return Heads.of(objective.head(), objective.labels(), hidden);
    }

    @Override
    public <T> T loss(Focal objective, LossSite<T> site) {
        TensorOps<T> ops = site.ops();
        T logarithms = ops.logSoftmax(site.logits(objective.head(), site.pooled()), 1);
        T rest = ops.sub(ops.scalar(1 + SMALLEST_REST), ops.exp(logarithms));
        T factors = ops.exp(ops.mul(ops.log(rest), objective.gamma()));
        return ops.sum(ops.mul(ops.mul(factors, logarithms), site.targets()));
    }

    @Override
    public Tensor targets(Focal objective, TrainingBatch batch, int sequence) {
        return Targets.scaled(batch.targets(), -Targets.share(weight(objective, batch)));
    }

    @Override
    public int width(Focal objective, int examples) {
        return objective.labels();
    }

    @Override
    public double weight(Focal objective, TrainingBatch batch) {
        return Targets.sum(batch.targets(), objective.labels());
    }
}
