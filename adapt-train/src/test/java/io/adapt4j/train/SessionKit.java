package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.BaseModel;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.lora.Lora;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What lies around an engine's sessions: batches in parts, and noise on the embeddings. */
abstract class SessionKit {
    private static final int HIDDEN = 32;
    private static final int EXAMPLES = 7;

    private final BaseForm form;

    SessionKit(BaseForm form) {
        this.form = form;
    }

    static List<Objective> means() {
        return List.of(
                new Objective.Softmax(3, new HeadConfig.Linear()),
                new Objective.TokenSoftmax(3),
                new Objective.Squared(3),
                new Objective.Triplet(Objective.Distance.COSINE, 0.5));
    }

    private static TrainingSession open(BaseModel base, Objective objective, double noise, int parts) {
        Lora lora = Lora.rank(2);
        TrainingSpec spec =
                new TrainingSpec(lora, lora.select(base.targetModules()), Pooling.MEAN, HIDDEN, objective, 0, noise);
        TrainingSession session =
                AccumulatingSession.open(TrainingEngine.of(base), base, spec, Resources.defaults(), parts);
        SplittableRandom random = new SplittableRandom(3);
        for (Parameter parameter : session.parameters()) {
            for (int i = 0; i < parameter.size(); i++) {
                parameter.value().put(i, (float) (0.4 * (random.nextDouble() - 0.5)));
            }
        }
        return session;
    }

    /** Examples of different lengths, whose targets have different weights. */
    private static TrainingBatch batch(Objective objective, long noiseSeed) {
        SplittableRandom random = new SplittableRandom(4);
        List<TokenizedText> texts = new ArrayList<>();
        for (int i = 0; i < EXAMPLES * objective.textsPerExample(); i++) {
            int length = 3 + i % 4;
            texts.add(new TokenizedText(random.longs(length, 1, 100).toArray(), new long[length]));
        }
        float[][] targets = new float[EXAMPLES][];
        for (int i = 0; i < EXAMPLES; i++) {
            boolean tokens = objective instanceof Objective.TokenSoftmax;
            int width = objective.textsPerExample() > 1
                    ? 0
                    : tokens ? 3 * texts.get(i).length() : 3;
            targets[i] = new float[width];
            for (int j = i % 3; j < width; j += 3) {
                targets[i][j] = tokens ? 1 : i % 2 + 1;
            }
        }
        return new TrainingBatch(texts, targets, noiseSeed);
    }

    private static List<float[]> gradients(TrainingSession session) {
        List<float[]> gradients = new ArrayList<>();
        for (Parameter parameter : session.parameters()) {
            float[] values = new float[parameter.size()];
            parameter.gradient().get(0, values);
            gradients.add(values);
        }
        return gradients;
    }

    @ParameterizedTest
    @MethodSource("means")
    void accumulation_givesLossAndGradientsOfTheWholeBatch(Objective objective) {
        try (BaseModel base = form.open(2);
                TrainingSession whole = open(base, objective, 0, 1);
                TrainingSession parts = open(base, objective, 0, 3)) {
            TrainingBatch batch = batch(objective, 0);
            float expected = whole.forwardBackward(batch);
            float loss = parts.forwardBackward(batch);

            assertThat(loss).isCloseTo(expected, within(1e-5f * Math.max(1, expected)));
            double largest = 0;
            for (float[] gradient : gradients(whole)) {
                for (float value : gradient) {
                    largest = Math.max(largest, Math.abs(value));
                }
            }
            for (int p = 0; p < gradients(whole).size(); p++) {
                assertThat(gradients(parts).get(p))
                        .containsExactly(gradients(whole).get(p), within((float) (1e-5 * largest)));
            }
            assertThat(parts.forwardBackward(batch)).isEqualTo(loss);
        }
    }

    @Test
    void accumulation_ofWhatComparesExamples_isRefused() {
        try (BaseModel base = form.open(2)) {
            for (Objective objective : List.of(
                    new Objective.Contrastive(5), new Objective.Cosent(5), new Objective.SupervisedContrastive(5))) {
                assertThatThrownBy(() -> open(base, objective, 0, 2))
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessageContaining("accumulation");
            }
        }
    }

    @Test
    void embeddingNoise_isSeededAndDifferentiatedWith_orRefused() {
        Objective objective = new Objective.Squared(3);
        try (BaseModel base = form.open(2)) {
            if (form == BaseForm.TORCH_SCRIPT) {
                assertThatThrownBy(() -> open(base, objective, 5, 1))
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessageContaining("PyTorch")
                        .hasMessageContaining("embeddingNoise");
                return;
            }
            try (TrainingSession plain = open(base, objective, 0, 1);
                    TrainingSession noisy = open(base, objective, 5, 1);
                    TrainingSession quiet = open(base, objective, 1e-6, 1)) {
                float without = plain.forwardBackward(batch(objective, 1));
                float with = noisy.forwardBackward(batch(objective, 1));
                assertThat(with).isNotCloseTo(without, within(1e-4f));
                assertThat(noisy.forwardBackward(batch(objective, 1))).isEqualTo(with);
                assertThat(noisy.forwardBackward(batch(objective, 2))).isNotEqualTo(with);
                assertThat(quiet.forwardBackward(batch(objective, 1))).isCloseTo(without, within(1e-4f));
                assertSlope(noisy, batch(objective, 1));
            }
        }
    }

    private static void assertSlope(TrainingSession session, TrainingBatch batch) {
        session.forwardBackward(batch);
        List<float[]> gradients = gradients(session);
        double square = 0;
        for (float[] gradient : gradients) {
            for (float value : gradient) {
                square += (double) value * value;
            }
        }
        double norm = Math.sqrt(square);
        double step = 0.01;
        move(session, gradients, step / norm);
        double above = session.forwardBackward(batch);
        move(session, gradients, -2 * step / norm);
        double below = session.forwardBackward(batch);
        assertThat((above - below) / (2 * step)).isCloseTo(norm, within(5e-3 * norm));
    }

    private static void move(TrainingSession session, List<float[]> gradients, double factor) {
        for (int p = 0; p < gradients.size(); p++) {
            Parameter parameter = session.parameters().get(p);
            for (int i = 0; i < parameter.size(); i++) {
                parameter.value().put(i, (float)
                        (parameter.value().get(i) + factor * gradients.get(p)[i]));
            }
        }
    }
}
