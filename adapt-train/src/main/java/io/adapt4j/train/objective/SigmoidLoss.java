package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Objective.Sigmoid;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/** Each label by itself: the softmax over the output and zero, which is the sigmoid without its overflow. */
final class SigmoidLoss implements Loss<Sigmoid> {

    @Override
    public List<ParameterSpec> head(Sigmoid objective, int hidden) {
        return Heads.linear(objective.labels(), hidden);
    }

    @Override
    public <T> T loss(Sigmoid objective, LossSite<T> site) {
        TensorOps<T> ops = site.ops();
        T outputs = ops.reshape(site.linear(site.pooled()), -1, objective.labels(), 1);
        T pairs = ops.concat(2, List.of(outputs, ops.mul(outputs, 0)));
        return Targets.crossEntropy(ops, pairs, 2, site.targets());
    }

    @Override
    public Tensor targets(Sigmoid objective, TrainingBatch batch, int sequence) {
        int labels = objective.labels();
        float[] weights = new float[batch.targets().length * labels * 2];
        float share = -1f / (batch.targets().length * labels);
        for (int i = 0; i < weights.length / 2; i++) {
            float target = batch.targets()[i / labels][i % labels];
            weights[2 * i] = share * target;
            weights[2 * i + 1] = share * (1 - target);
        }
        return Tensor.of(weights, batch.targets().length, labels, 2);
    }

    @Override
    public int width(Sigmoid objective, int examples) {
        return objective.labels();
    }
}
