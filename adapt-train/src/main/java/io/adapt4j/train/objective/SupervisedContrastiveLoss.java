package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Objective.SupervisedContrastive;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/** Texts of the same label nearer than all others. */
final class SupervisedContrastiveLoss implements Loss<SupervisedContrastive> {

    @Override
    public List<ParameterSpec> head(SupervisedContrastive objective, int hidden) {
        return List.of();
    }

    @Override
    public <T> T loss(SupervisedContrastive objective, LossSite<T> site) {
        TensorOps<T> ops = site.ops();
        T vectors = site.unitRows(site.pooled());
        T cosines = ops.matMul(vectors, ops.transpose(vectors));
        T others = ops.add(ops.mul(cosines, objective.scale()), ops.slice(site.targets(), 0, 1, 2));
        return Targets.crossEntropy(ops, others, 2, ops.slice(site.targets(), 0, 0, 1));
    }

    /** {@code [2, texts, texts]}: the weights, and what keeps a text from being compared with itself. */
    @Override
    public Tensor targets(SupervisedContrastive objective, TrainingBatch batch, int sequence) {
        float[][] same = batch.targets();
        int pairs = same.length;
        int texts = 2 * pairs;
        float[] values = new float[2 * texts * texts];
        for (int row = 0; row < texts; row++) {
            double partners = 2 * Targets.sum(new float[][] {same[row % pairs]}, pairs) - 1;
            for (int column = 0; column < texts; column++) {
                int at = row * texts + column;
                values[at] = row == column
                        ? 0
                        : (float) (-same[row % pairs][column % pairs] * Targets.share(partners * texts));
                values[texts * texts + at] = row == column ? Targets.EXCLUDED : 0;
            }
        }
        return Tensor.of(values, 2, texts, texts);
    }

    @Override
    public int width(SupervisedContrastive objective, int examples) {
        return examples;
    }

    @Override
    public boolean comparesExamples() {
        return true;
    }
}
