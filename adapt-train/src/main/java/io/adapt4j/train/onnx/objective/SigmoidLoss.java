package io.adapt4j.train.onnx.objective;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.spi.Objective.Sigmoid;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;
import java.util.Map;

/** Each label by itself: the softmax over the output and zero, which is the sigmoid without its overflow. */
final class SigmoidLoss implements LossGraph<Sigmoid> {

    @Override
    public String loss(Sigmoid objective, LossSite site) {
        GraphOps ops = site.ops();
        String outputs = ops.unsqueeze(site.linear(site.pooled(), objective.labels()), 2);
        String pairs = ops.node("Concat", List.of(outputs, ops.mul(outputs, 0)), Map.of("axis", Attribute.of(2L)));
        String targets = site.targets("batch", Integer.toString(objective.labels()), "2");
        return Targets.crossEntropy(ops, pairs, 2, targets);
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
