package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.Objective.TokenSoftmax;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/** One tag out of several for each token; padding has targets of zero. */
final class TokenSoftmaxLoss implements Loss<TokenSoftmax> {

    @Override
    public List<ParameterSpec> head(TokenSoftmax objective, int hidden) {
        return Heads.linear(objective.labels(), hidden);
    }

    @Override
    public <T> T loss(TokenSoftmax objective, LossSite<T> site) {
        return Targets.crossEntropy(site.ops(), site.linear(site.tokens()), 1, site.targets());
    }

    @Override
    public Tensor targets(TokenSoftmax objective, TrainingBatch batch, int sequence) {
        int labels = objective.labels();
        float share = (float) (-1 / Math.max(1, weight(objective, batch)));
        float[] weights = new float[batch.targets().length * sequence * labels];
        for (int row = 0; row < batch.targets().length; row++) {
            float[] text = batch.targets()[row];
            for (int i = 0; i < text.length; i++) {
                weights[row * sequence * labels + i] = share * text[i];
            }
        }
        return Tensor.of(weights, (long) batch.targets().length * sequence, labels);
    }

    @Override
    public float[][] zeroTargets(TokenSoftmax objective, int[] lengths) {
        float[][] targets = new float[lengths.length][];
        for (int row = 0; row < targets.length; row++) {
            targets[row] = new float[lengths[row] * objective.labels()];
        }
        return targets;
    }

    @Override
    public int width(TokenSoftmax objective, int examples) {
        return objective.labels();
    }

    @Override
    public double weight(TokenSoftmax objective, TrainingBatch batch) {
        double counted = 0;
        for (float[] text : batch.targets()) {
            for (float target : text) {
                counted += target;
            }
        }
        return counted;
    }
}
