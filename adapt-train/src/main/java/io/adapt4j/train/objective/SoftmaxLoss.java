package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.Objective.Softmax;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.task.HeadConfig;
import java.util.List;

/** One label out of several. The sign and the mean are in the targets. */
final class SoftmaxLoss implements Loss<Softmax> {

    @Override
    public List<ParameterSpec> head(Softmax objective, int hidden) {
        return objective.head() instanceof HeadConfig.Cosine
                ? Heads.cosine(objective.labels(), hidden)
                : Heads.linear(objective.labels(), hidden);
    }

    @Override
    public <T> T loss(Softmax objective, LossSite<T> site) {
        T vectors = site.pooled();
        T logits = objective.head() instanceof HeadConfig.Cosine cosine
                ? site.ops().mul(site.cosines(vectors), cosine.scale())
                : site.linear(vectors);
        return Targets.crossEntropy(site.ops(), logits, 1, site.targets());
    }

    @Override
    public Tensor targets(Softmax objective, TrainingBatch batch, int sequence) {
        return Targets.scaled(batch.targets(), -1.0 / batch.targets().length);
    }

    @Override
    public int width(Softmax objective, int examples) {
        return objective.labels();
    }
}
