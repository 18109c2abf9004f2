package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.BaseModel;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.objective.Heads;
import io.adapt4j.train.objective.Loss;
import io.adapt4j.train.objective.LossSite;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.HeadConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each objective's loss against its formula in double precision, and its gradient against the slope of the loss. */
abstract class ObjectivesKit {
    private static final int HIDDEN = 32;
    static final int OUTPUTS = 3;
    private static final List<Integer> LENGTHS = List.of(6, 4, 7, 5);

    /** An objective from outside the library: the mean of a squared difference that grows in a straight line when it is large. */
    record Huber(double delta) implements Objective.Custom<Huber> {
        @Override
        public Loss<Huber> loss() {
            return new HuberLoss();
        }
    }

    static final class HuberLoss implements Loss<Huber> {
        @Override
        public List<ParameterSpec> head(Huber objective, int hidden) {
            return Heads.linear(OUTPUTS, hidden);
        }

        @Override
        public <T> T loss(Huber objective, LossSite<T> site) {
            TensorOps<T> ops = site.ops();
            T difference = ops.mul(ops.sub(site.linear(site.pooled()), site.targets()), 1 / objective.delta());
            T root = ops.sqrt(ops.add(ops.mul(difference, difference), ops.scalar(1)));
            return ops.mul(ops.mean(ops.sub(root, ops.scalar(1))), objective.delta() * objective.delta());
        }

        @Override
        public Tensor targets(Huber objective, TrainingBatch batch, int sequence) {
            float[] values = new float[batch.targets().length * OUTPUTS];
            for (int i = 0; i < values.length; i++) {
                values[i] = batch.targets()[i / OUTPUTS][i % OUTPUTS];
            }
            return Tensor.of(values, batch.targets().length, OUTPUTS);
        }

        @Override
        public int width(Huber objective, int examples) {
            return OUTPUTS;
        }
    }

    /** An objective and the same loss computed another way from the vectors of all texts and of all their tokens. */
    record Case(Objective objective, float[][] targets, Reference reference) {
        @Override
        public String toString() {
            return objective.toString();
        }
    }

    interface Reference {
        double loss(double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets);
    }

    private final BaseForm form;

    ObjectivesKit(BaseForm form) {
        this.form = form;
    }

    static List<Case> cases() {
        float[][] labels = {{1, 0, 0}, {0, 0.5f, 0.5f}, {0, 1, 0}, {0.2f, 0.2f, 0.6f}};
        float[][] several = {{1, 0, 1}, {0, 0, 0}, {1, 1, 1}, {0, 1, 0}};
        float[][] numbers = {{0.3f, -2, 1}, {0, 1, 4}, {-1, -1, 0}, {2, 0.5f, 0}};
        float[][] tags = new float[LENGTHS.size()][];
        for (int text = 0; text < tags.length; text++) {
            tags[text] = new float[LENGTHS.get(text) * OUTPUTS];
            for (int token = 1; token < LENGTHS.get(text) - 1; token++) {
                tags[text][token * OUTPUTS + (token + text) % OUTPUTS] = 1;
            }
        }
        float[][] weighted = {{3, 0, 0}, {0, 0.25f, 0.25f}, {0, 1, 0}, {0.4f, 0.4f, 1.2f}};
        float[][] taught = {
            {1, 0, 0, 0.7f, 0.2f, 0.1f},
            {0, 2, 0, 0, 1, 0},
            {0, 0, 1, 0.3f, 0.3f, 0.4f},
            {0.5f, 0.5f, 0, 0.1f, 0.8f, 0.1f}
        };
        float[][] none = new float[2][0];
        HeadConfig linear = new HeadConfig.Linear();
        HeadConfig cosine = new HeadConfig.Cosine(7);
        return List.of(
                new Case(new Objective.Softmax(OUTPUTS, linear), labels, LossFormulas::softmax),
                new Case(new Objective.Softmax(OUTPUTS, linear), weighted, LossFormulas::softmax),
                new Case(
                        new Objective.Softmax(OUTPUTS, cosine),
                        labels,
                        (pooled, tokens, weight, bias, targets) -> LossFormulas.focal(pooled, weight, targets, 0, 7)),
                new Case(
                        new Objective.Focal(OUTPUTS, linear, 2),
                        weighted,
                        (pooled, tokens, weight, bias, targets) ->
                                LossFormulas.focal(pooled, weight, bias, targets, 2)),
                new Case(
                        new Objective.Focal(OUTPUTS, cosine, 0.5),
                        labels,
                        (pooled, tokens, weight, bias, targets) -> LossFormulas.focal(pooled, weight, targets, 0.5, 7)),
                new Case(new Objective.Distillation(OUTPUTS, linear, 3, 0.4), taught, LossFormulas::distilled),
                new Case(
                        new Objective.SupervisedContrastive(5),
                        new float[][] {{1, 0}, {0, 1}},
                        (pooled, tokens, weight, bias, targets) ->
                                LossFormulas.supervised(pooled, new int[] {0, 1, 0, 1})),
                new Case(
                        new Objective.SupervisedContrastive(5),
                        new float[][] {{1, 0, 1}, {0, 1, 0}, {1, 0, 1}},
                        (pooled, tokens, weight, bias, targets) ->
                                LossFormulas.supervised(pooled, new int[] {0, 1, 0, 0, 1, 0})),
                new Case(new Objective.Cosent(6), new float[][] {{0.1f}, {0.9f}, {0.1f}}, LossFormulas::cosent),
                new Case(
                        new Objective.Triplet(Objective.Distance.COSINE, 0.5),
                        none,
                        (pooled, t, w, b, targets) ->
                                LossFormulas.triplets(pooled, 0.5, (x, y) -> 1 - LossFormulas.cosine(x, y))),
                new Case(
                        new Objective.Triplet(Objective.Distance.EUCLIDEAN, 4),
                        none,
                        (pooled, t, w, b, targets) -> LossFormulas.triplets(pooled, 4, LossFormulas::distance)),
                new Case(new Huber(1.5), numbers, LossFormulas::huber),
                new Case(new Objective.Sigmoid(OUTPUTS), several, LossFormulas::sigmoid),
                new Case(new Objective.Squared(OUTPUTS), numbers, LossFormulas::squared),
                new Case(new Objective.TokenSoftmax(OUTPUTS), tags, LossFormulas::tokens),
                new Case(new Objective.Contrastive(5), new float[][] {{1, 0}, {0.5f, 0.5f}}, LossFormulas::contrastive),
                new Case(new Objective.Cosine(), new float[][] {{0.9f}, {-0.5f}}, LossFormulas::cosine));
    }

    static List<TokenizedText> texts(Case example) {
        SplittableRandom random = new SplittableRandom(4);
        List<TokenizedText> texts = new ArrayList<>();
        for (int i = 0; i < example.targets.length * example.objective.textsPerExample(); i++) {
            int length = LENGTHS.get(i % LENGTHS.size());
            texts.add(new TokenizedText(random.longs(length, 1, 100).toArray(), new long[length]));
        }
        return texts;
    }

    private static TrainingSession open(BaseModel base, Objective objective, double dropout) {
        Lora lora = Lora.rank(2);
        return TrainingEngine.of(base)
                .open(
                        base,
                        new TrainingSpec(
                                lora, lora.select(base.targetModules()), Pooling.MEAN, HIDDEN, objective, dropout));
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /** What the base makes of a case's texts, and a head, in double precision. */
    private record Inputs(double[][] pooled, double[][][] tokens, double[][] weight, double[] bias) {

        /** Draws the head's values, which go to the session too. */
        static Inputs of(BaseModel base, TrainingSession session, Case example) {
            double[][] pooled = TextFeatures.map(
                            base.adapted(),
                            null,
                            texts(example),
                            (index, states) -> doubles(states.pooled(Pooling.MEAN)))
                    .toArray(double[][]::new);
            double[][][] tokens = TextFeatures.map(base.adapted(), null, texts(example), (index, states) -> {
                        double[][] vectors = new double[states.text().length()][];
                        for (int t = 0; t < vectors.length; t++) {
                            vectors[t] = doubles(states.token(t));
                        }
                        return vectors;
                    })
                    .toArray(double[][][]::new);
            Inputs inputs = new Inputs(pooled, tokens, new double[OUTPUTS][HIDDEN], new double[OUTPUTS]);
            SplittableRandom random = new SplittableRandom(8);
            for (Parameter parameter : head(session)) {
                for (int i = 0; i < parameter.size(); i++) {
                    float value = (float) (random.nextDouble() - 0.5);
                    parameter.value().put(i, value);
                    inputs.add(parameter, i, value);
                }
            }
            return inputs;
        }

        void add(Parameter parameter, int index, double value) {
            if (parameter.role() == Parameter.Role.HEAD_WEIGHT) {
                weight[index / HIDDEN][index % HIDDEN] += value;
            } else {
                bias[index] += value;
            }
        }

        double loss(Case example) {
            return example.reference.loss(pooled, tokens, weight, bias, example.targets);
        }
    }

    private static List<Parameter> head(TrainingSession session) {
        return session.parameters().stream()
                .filter(parameter -> parameter.module().isEmpty())
                .toList();
    }

    /** The deltas are zero, so that the base's own vectors are what the loss sees. */
    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientOfTheHead_areThoseOfTheFormula(Case example) {
        try (BaseModel base = form.open(2);
                TrainingSession session = open(base, example.objective, 0)) {
            Inputs inputs = Inputs.of(base, session, example);
            float loss = session.forwardBackward(new TrainingBatch(texts(example), example.targets, 0));

            double expected = inputs.loss(example);
            assertThat((double) loss).isCloseTo(expected, within(1e-4 * Math.max(1, expected)));
            for (Parameter parameter : head(session)) {
                for (int i = 0; i < parameter.size(); i++) {
                    double step = 1e-5;
                    inputs.add(parameter, i, step);
                    double above = inputs.loss(example);
                    inputs.add(parameter, i, -2 * step);
                    double below = inputs.loss(example);
                    inputs.add(parameter, i, step);
                    double slope = (above - below) / (2 * step);
                    assertThat((double) parameter.gradient().get(i))
                            .isCloseTo(slope, within(1e-4 * Math.max(1, Math.abs(slope))));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradient_isTheSlopeOfTheLoss(Case example) {
        SplittableRandom random = new SplittableRandom(9);
        boolean headed = example.objective.textsPerExample() == 1;
        try (BaseModel base = form.open(2);
                TrainingSession session = open(base, example.objective, headed ? 0.1 : 0)) {
            TrainingBatch batch = new TrainingBatch(texts(example), example.targets, 3);
            List<float[]> start = new ArrayList<>();
            for (Parameter parameter : session.parameters()) {
                float[] values = new float[parameter.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (0.2 * (random.nextDouble() - 0.5));
                }
                start.add(values);
                parameter.value().put(0, values);
            }
            session.forwardBackward(batch);
            List<float[]> gradient = new ArrayList<>();
            double square = 0;
            for (Parameter parameter : session.parameters()) {
                float[] values = new float[parameter.size()];
                parameter.gradient().get(0, values);
                for (float value : values) {
                    square += (double) value * value;
                }
                gradient.add(values);
            }
            double norm = Math.sqrt(square);
            double step = 0.02 / Math.max(1, norm); // small where the loss is steep and bends soon
            double above = lossAt(session, batch, start, gradient, step / norm);
            double below = lossAt(session, batch, start, gradient, -step / norm);

            assertThat(norm).isPositive();
            assertThat((above - below) / (2 * step)).isCloseTo(norm, within(2e-3 * norm));
        }
    }

    private static double lossAt(
            TrainingSession session, TrainingBatch batch, List<float[]> start, List<float[]> gradient, double factor) {
        for (int p = 0; p < start.size(); p++) {
            Parameter parameter = session.parameters().get(p);
            for (int i = 0; i < parameter.size(); i++) {
                parameter.value().put(i, (float) (start.get(p)[i] + factor * gradient.get(p)[i]));
            }
        }
        return session.forwardBackward(batch);
    }
}
