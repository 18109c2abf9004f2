package io.adapt4j.train.onnx.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.Objective.Softmax;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.task.HeadConfig;

/** One label out of several. The sign and the mean are in the targets. */
final class SoftmaxLoss implements LossGraph<Softmax> {

    @Override
    public String loss(Softmax objective, LossSite site) {
        String vectors = site.pooled();
        String logits = objective.head() instanceof HeadConfig.Cosine cosine
                ? site.ops().mul(site.cosines(vectors, objective.labels()), cosine.scale())
                : site.linear(vectors, objective.labels());
        String targets = site.targets("batch", Integer.toString(objective.labels()));
        return Targets.crossEntropy(site.ops(), logits, 1, targets);
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
