package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Objective.Cosent;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/** Cosines in the order of the targets. The logarithm of the sum is that of a softmax, which does not overflow. */
final class CosentLoss implements Loss<Cosent> {

    @Override
    public List<ParameterSpec> head(Cosent objective, int hidden) {
        return List.of();
    }

    @Override
    public <T> T loss(Cosent objective, LossSite<T> site) {
        TensorOps<T> ops = site.ops();
        T cosines = CosineLoss.cosines(site);
        T differences = ops.mul(ops.sub(ops.transpose(cosines), cosines), objective.scale());
        T terms = ops.reshape(ops.add(differences, site.targets()), 1, -1);
        T zero = ops.reshape(ops.scalar(0), 1, 1);
        T logarithms = ops.logSoftmax(ops.concat(1, List.of(zero, terms)), 1);
        return ops.mul(ops.sum(ops.slice(logarithms, 1, 0, 1)), -1);
    }

    /** {@code [pairs, pairs]}: zero where the row's target is larger than the column's; the rest is left out. */
    @Override
    public Tensor targets(Cosent objective, TrainingBatch batch, int sequence) {
        int pairs = batch.targets().length;
        float[] values = new float[pairs * pairs];
        for (int i = 0; i < values.length; i++) {
            boolean counts = batch.targets()[i / pairs][0] > batch.targets()[i % pairs][0];
            values[i] = counts ? 0 : Targets.EXCLUDED;
        }
        return Tensor.of(values, pairs, pairs);
    }

    @Override
    public int width(Cosent objective, int examples) {
        return 1;
    }

    @Override
    public boolean comparesExamples() {
        return true;
    }
}
