package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.Objective.Softmax;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/** One label out of several. The sign and the mean are in the targets. */
final class SoftmaxLoss implements Loss<Softmax> {

    @Override
    public List<ParameterSpec> head(Softmax objective, int hidden) {
        return Heads.of(objective.head(), objective.labels(), hidden);
    }

    @Override
    public <T> T loss(Softmax objective, LossSite<T> site) {
        T logits = site.logits(objective.head(), site.pooled());
        return Targets.crossEntropy(site.ops(), logits, 1, site.targets());
    }

    @Override
    public Tensor targets(Softmax objective, TrainingBatch batch, int sequence) {
        return Targets.scaled(batch.targets(), -Targets.share(weight(objective, batch)));
    }

    @Override
    public int width(Softmax objective, int examples) {
        return objective.labels();
    }

    @Override
    public double weight(Softmax objective, TrainingBatch batch) {
        return Targets.sum(batch.targets(), objective.labels());
    }
}
