package io.adapt4j.train.objective;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Objective.Distillation;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/** What the labels say and what a teacher says. */
final class DistillationLoss implements Loss<Distillation> {

    @Override
    public List<ParameterSpec> head(Distillation objective, int hidden) {
        return Heads.of(objective.head(), objective.labels(), hidden);
    }

    @Override
    public <T> T loss(Distillation objective, LossSite<T> site) {
        TensorOps<T> ops = site.ops();
        T logits = site.logits(objective.head(), site.pooled());
        T hard = Targets.crossEntropy(ops, logits, 1, ops.slice(site.targets(), 0, 0, 1));
        T softened = ops.logSoftmax(ops.mul(logits, 1 / objective.temperature()), 1);
        T difference = ops.sub(ops.slice(site.targets(), 0, 2, 3), softened);
        return ops.add(hard, ops.sum(ops.mul(difference, ops.slice(site.targets(), 0, 1, 2))));
    }

    /** {@code [3, texts, labels]}: the weights of the labels, those of the teacher's answers, and the logarithms of the latter. */
    @Override
    public Tensor targets(Distillation objective, TrainingBatch batch, int sequence) {
        int labels = objective.labels();
        int plane = batch.targets().length * labels;
        double mean = Targets.share(weight(objective, batch));
        double soft = objective.share() * objective.temperature() * objective.temperature();
        float[] values = new float[3 * plane];
        for (int row = 0; row < batch.targets().length; row++) {
            float[] target = batch.targets()[row];
            double weight = mean * Targets.sum(new float[][] {target}, labels);
            for (int i = 0; i < labels; i++) {
                int at = row * labels + i;
                double teacher = target[labels + i];
                values[at] = (float) (-(1 - objective.share()) * mean * target[i]);
                values[plane + at] = (float) (soft * weight * teacher);
                values[2 * plane + at] = teacher > 0 ? (float) StrictMath.log(teacher) : 0;
            }
        }
        return Tensor.of(values, 3, batch.targets().length, labels);
    }

    @Override
    public int width(Distillation objective, int examples) {
        return 2 * objective.labels();
    }

    @Override
    public double weight(Distillation objective, TrainingBatch batch) {
        return Targets.sum(batch.targets(), objective.labels());
    }
}
