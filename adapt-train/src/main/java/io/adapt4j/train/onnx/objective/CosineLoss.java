package io.adapt4j.train.onnx.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.spi.Objective.Cosine;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/** Cosines as given. */
final class CosineLoss implements LossGraph<Cosine> {

    @Override
    public String loss(Cosine objective, LossSite site) {
        GraphOps ops = site.ops();
        List<String> halves = Halves.of(site);
        String cosines = ops.reduceSum(ops.mul(halves.get(0), halves.get(1)), new long[] {1}, true);
        return Targets.meanSquare(ops, cosines, site.targets("pairs", "1"));
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
