package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.BaseModel;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
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
    private static final int OUTPUTS = 3;
    private static final List<Integer> LENGTHS = List.of(6, 4, 7, 5);

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
        return List.of(
                new Case(new Objective.Softmax(OUTPUTS, new HeadConfig.Linear()), labels, ObjectivesKit::softmax),
                new Case(new Objective.Sigmoid(OUTPUTS), several, ObjectivesKit::sigmoid),
                new Case(new Objective.Squared(OUTPUTS), numbers, ObjectivesKit::squared),
                new Case(new Objective.TokenSoftmax(OUTPUTS), tags, ObjectivesKit::tokens),
                new Case(
                        new Objective.Contrastive(5), new float[][] {{1, 0}, {0.5f, 0.5f}}, ObjectivesKit::contrastive),
                new Case(new Objective.Cosine(), new float[][] {{0.9f}, {-0.5f}}, ObjectivesKit::cosine));
    }

    private static double[] outputs(double[] vector, double[][] weight, double[] bias) {
        double[] outputs = bias.clone();
        for (int o = 0; o < outputs.length; o++) {
            for (int i = 0; i < vector.length; i++) {
                outputs[o] += weight[o][i] * vector[i];
            }
        }
        return outputs;
    }

    private static double crossEntropy(double[] logits, float[] targets, int offset) {
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        double loss = 0;
        for (int i = 0; i < logits.length; i++) {
            loss -= targets[offset + i] * (logits[i] - Math.log(sum));
        }
        return loss;
    }

    private static double softmax(
            double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        double loss = 0;
        for (int row = 0; row < pooled.length; row++) {
            loss += crossEntropy(outputs(pooled[row], weight, bias), targets[row], 0) / pooled.length;
        }
        return loss;
    }

    private static double sigmoid(
            double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        double loss = 0;
        for (int row = 0; row < pooled.length; row++) {
            double[] z = outputs(pooled[row], weight, bias);
            for (int o = 0; o < z.length; o++) {
                double p = 1 / (1 + Math.exp(-z[o]));
                loss -= (targets[row][o] * Math.log(p) + (1 - targets[row][o]) * Math.log(1 - p))
                        / (pooled.length * z.length);
            }
        }
        return loss;
    }

    private static double squared(
            double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        double loss = 0;
        for (int row = 0; row < pooled.length; row++) {
            double[] z = outputs(pooled[row], weight, bias);
            for (int o = 0; o < z.length; o++) {
                loss += (z[o] - targets[row][o]) * (z[o] - targets[row][o]) / (pooled.length * z.length);
            }
        }
        return loss;
    }

    private static double tokens(
            double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        double loss = 0;
        int counted = 0;
        for (int row = 0; row < tokens.length; row++) {
            for (int token = 0; token < tokens[row].length; token++) {
                loss += crossEntropy(outputs(tokens[row][token], weight, bias), targets[row], token * OUTPUTS);
                counted += token > 0 && token < tokens[row].length - 1 ? 1 : 0;
            }
        }
        return loss / counted;
    }

    private static double cosine(double[] a, double[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }

    private static double contrastive(
            double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        double loss = 0;
        for (int i = 0; i < 2; i++) {
            double[] logits = {5 * cosine(pooled[i], pooled[2]), 5 * cosine(pooled[i], pooled[3])};
            loss += crossEntropy(logits, targets[i], 0) / 2;
        }
        return loss;
    }

    private static double cosine(
            double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        double loss = 0;
        for (int i = 0; i < 2; i++) {
            double difference = cosine(pooled[i], pooled[i + 2]) - targets[i][0];
            loss += difference * difference / 2;
        }
        return loss;
    }

    static List<TokenizedText> texts() {
        SplittableRandom random = new SplittableRandom(4);
        List<TokenizedText> texts = new ArrayList<>();
        for (int length : LENGTHS) {
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

    @ParameterizedTest
    @MethodSource("cases")
    void loss_isThatOfTheFormula(Case example) {
        SplittableRandom random = new SplittableRandom(8);
        double[][] weight = new double[OUTPUTS][HIDDEN];
        double[] bias = new double[OUTPUTS];
        try (BaseModel base = form.open(2);
                TrainingSession session = open(base, example.objective, 0)) {
            for (Parameter parameter : session.parameters()) {
                for (int i = 0; i < parameter.size() && parameter.module().isEmpty(); i++) {
                    float value = (float) (random.nextDouble() - 0.5);
                    parameter.value().put(i, value);
                    if (parameter.role() == Parameter.Role.HEAD_WEIGHT) {
                        weight[i / HIDDEN][i % HIDDEN] = value;
                    } else {
                        bias[i] = value;
                    }
                }
            }
            // The deltas are zero, so that the base's own vectors are what the loss sees.
            float loss = session.forwardBackward(new TrainingBatch(texts(), example.targets, 0));

            double[][] pooled = TextFeatures.map(
                            base.adapted(), null, texts(), (index, states) -> doubles(states.pooled(Pooling.MEAN)))
                    .toArray(double[][]::new);
            double[][][] tokens = TextFeatures.map(base.adapted(), null, texts(), (index, states) -> {
                        double[][] vectors = new double[states.text().length()][];
                        for (int t = 0; t < vectors.length; t++) {
                            vectors[t] = doubles(states.token(t));
                        }
                        return vectors;
                    })
                    .toArray(double[][][]::new);
            double expected = example.reference.loss(pooled, tokens, weight, bias, example.targets);
            assertThat((double) loss).isCloseTo(expected, within(1e-4 * Math.max(1, expected)));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradient_isTheSlopeOfTheLoss(Case example) {
        SplittableRandom random = new SplittableRandom(9);
        boolean headed = example.objective.textsPerExample() == 1;
        try (BaseModel base = form.open(2);
                TrainingSession session = open(base, example.objective, headed ? 0.1 : 0)) {
            TrainingBatch batch = new TrainingBatch(texts(), example.targets, 3);
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
            double step = 0.02;
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
