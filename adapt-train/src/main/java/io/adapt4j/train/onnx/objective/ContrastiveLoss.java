package io.adapt4j.train.onnx.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.spi.Objective.Contrastive;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/** Partners nearer than the partners of others. */
final class ContrastiveLoss implements LossGraph<Contrastive> {

    @Override
    public String loss(Contrastive objective, LossSite site) {
        GraphOps ops = site.ops();
        List<String> halves = Halves.of(site);
        String cosines = ops.gemm(halves.get(0), false, halves.get(1), true);
        String targets = site.targets("pairs", "pairs");
        return Targets.crossEntropy(ops, ops.mul(cosines, objective.scale()), 1, targets);
    }

    @Override
    public Tensor targets(Contrastive objective, TrainingBatch batch, int sequence) {
        return Targets.scaled(batch.targets(), -1.0 / batch.targets().length);
    }

    @Override
    public int width(Contrastive objective, int examples) {
        return examples;
    }
}
