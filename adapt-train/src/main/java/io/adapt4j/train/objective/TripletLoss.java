package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Objective.Distance;
import io.adapt4j.train.spi.Objective.Triplet;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.Arrays;
import java.util.List;

/** The positive nearer than the negative, by a margin. The targets are what the mean weighs each triplet with. */
final class TripletLoss implements Loss<Triplet> {

    @Override
    public List<ParameterSpec> head(Triplet objective, int hidden) {
        return List.of();
    }

    @Override
    public <T> T loss(Triplet objective, LossSite<T> site) {
        TensorOps<T> ops = site.ops();
        boolean euclidean = objective.distance() == Distance.EUCLIDEAN;
        List<T> texts = site.perExample(euclidean ? site.pooled() : site.unitRows(site.pooled()));
        T anchor = texts.get(0);
        T further = euclidean
                ? ops.sub(site.norms(ops.sub(anchor, texts.get(1))), site.norms(ops.sub(anchor, texts.get(2))))
                : ops.sum(ops.mul(anchor, ops.sub(texts.get(2), texts.get(1))), 1);
        T hinge = ops.relu(ops.add(further, ops.scalar(objective.margin())));
        return ops.sum(ops.mul(hinge, site.targets()));
    }

    @Override
    public Tensor targets(Triplet objective, TrainingBatch batch, int sequence) {
        float[] shares = new float[batch.targets().length];
        Arrays.fill(shares, 1f / shares.length);
        return Tensor.of(shares, shares.length, 1);
    }

    @Override
    public int width(Triplet objective, int examples) {
        return 0;
    }
}
