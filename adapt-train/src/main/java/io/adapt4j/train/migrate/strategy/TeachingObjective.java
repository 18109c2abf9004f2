package io.adapt4j.train.migrate.strategy;

import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.objective.Heads;
import io.adapt4j.train.objective.Loss;
import io.adapt4j.train.objective.LossSite;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/**
 * What another system's outputs and vectors teach. For outputs of a softmax {@code T^2} times the cross-entropy with the teacher's probabilities
 * at temperature {@code T} (Hinton et al., "Distilling the Knowledge in a Neural Network", 2015), for others that of the sigmoids or
 * the squared difference; plus {@code share} times the mean squared difference between the teacher's vector, in a few coordinates, and what
 * a linear layer that is trained too and thrown away makes of the own one (Romero et al., "FitNets: Hints for Thin Deep Nets", 2015). That layer
 * is further rows of the head. Targets: {@code [texts][outputs + features]}.
 */
record TeachingObjective(TaskForm.Link link, int outputs, int features, double temperature, double share)
        implements Objective.Custom<TeachingObjective> {

    @Override
    public Loss<TeachingObjective> loss() {
        return new TeachingLoss();
    }

    private static final class TeachingLoss implements Loss<TeachingObjective> {

        @Override
        public List<ParameterSpec> head(TeachingObjective objective, int hidden) {
            return Heads.linear(objective.outputs + objective.features, hidden);
        }

        @Override
        public <T> T loss(TeachingObjective objective, LossSite<T> site) {
            TensorOps<T> ops = site.ops();
            T given = site.linear(site.pooled());
            int outputs = objective.outputs;
            T own = ops.slice(given, 1, 0, outputs);
            T wanted = ops.slice(site.targets(), 1, 0, outputs);
            T loss =
                    switch (objective.link) {
                        case SOFTMAX -> softmax(objective, ops, own, wanted);
                        case SIGMOID -> sigmoid(objective, ops, own, wanted);
                        case NUMBERS, TOKENS, VECTORS -> meanSquare(ops, own, wanted);
                    };
            if (objective.features == 0) {
                return loss;
            }
            int end = outputs + objective.features;
            T square = meanSquare(ops, ops.slice(given, 1, outputs, end), ops.slice(site.targets(), 1, outputs, end));
            return ops.add(loss, ops.mul(square, objective.share));
        }

        private static <T> T softmax(TeachingObjective objective, TensorOps<T> ops, T own, T wanted) {
            T logs = ops.logSoftmax(ops.mul(own, 1 / objective.temperature), 1);
            double factor = -objective.temperature * objective.temperature * objective.outputs;
            return ops.mul(ops.mean(ops.mul(logs, wanted)), factor);
        }

        private static <T> T sigmoid(TeachingObjective objective, TensorOps<T> ops, T own, T wanted) {
            T outputs = ops.reshape(own, -1, objective.outputs, 1);
            T yes = ops.reshape(wanted, -1, objective.outputs, 1);
            T logs = ops.logSoftmax(ops.concat(2, List.of(outputs, ops.mul(outputs, 0))), 2);
            T both = ops.concat(2, List.of(yes, ops.sub(ops.scalar(1), yes)));
            return ops.mul(ops.mean(ops.mul(logs, both)), -2);
        }

        private static <T> T meanSquare(TensorOps<T> ops, T a, T b) {
            T difference = ops.sub(a, b);
            return ops.mean(ops.mul(difference, difference));
        }

        @Override
        public Tensor targets(TeachingObjective objective, TrainingBatch batch, int sequence) {
            int columns = objective.outputs + objective.features;
            float[] values = new float[batch.targets().length * columns];
            for (int row = 0; row < batch.targets().length; row++) {
                System.arraycopy(batch.targets()[row], 0, values, row * columns, columns);
            }
            return Tensor.of(values, batch.targets().length, columns);
        }

        @Override
        public int width(TeachingObjective objective, int examples) {
            return objective.outputs + objective.features;
        }
    }
}
