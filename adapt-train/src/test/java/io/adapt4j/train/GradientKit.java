package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.BaseModel;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.dora.Dora;
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
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of a whole model's loss, against the slope of the loss along that gradient. */
public abstract class GradientKit {
    private static final int LABELS = 4;

    private static final Map<Parameter.Role, Double> START = Map.of(Parameter.Role.SCALE, 1.0);

    private final BaseForm form;

    GradientKit(BaseForm form) {
        this.form = form;
    }

    @Test
    void gradient_withDropoutMasks_isTheSlopeOfTheLossUnderThem() {
        try (BaseModel base = form.open(3)) {
            assertSlope(base, Lora.rank(4).dropout(0.2), new HeadConfig.Linear(), Pooling.MEAN, form.hidden(), 100);
        }
    }

    @ParameterizedTest
    @MethodSource("io.adapt4j.train.MethodTrainingKit#methods")
    void gradient_ofEveryMethod_isTheSlopeOfItsLoss(MethodConfig method) {
        try (BaseModel base = form.open(3)) {
            assertSlope(base, method, new HeadConfig.Linear(), Pooling.MEAN, form.hidden(), 100);
        }
    }

    /** Asserts on the gradient of random parameters and a random batch. */
    public static void assertSlope(
            BaseModel base, MethodConfig method, HeadConfig head, Pooling pooling, int hidden, int vocabulary) {
        TrainingSpec spec = new TrainingSpec(
                method, method.select(base.targetModules()), pooling, hidden, new Objective.Softmax(LABELS, head), 0.1);
        SplittableRandom random = new SplittableRandom(5);
        try (TrainingSession session = TrainingEngine.of(base).open(base, spec)) {
            List<float[]> start = new ArrayList<>();
            for (Parameter parameter : session.parameters()) {
                float[] values = new float[parameter.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (START.getOrDefault(parameter.role(), 0.0) + 0.1 * (random.nextDouble() - 0.5));
                }
                start.add(values);
            }
            move(session, start, List.of(), 0);
            TrainingBatch batch = batch(random, vocabulary);
            session.forwardBackward(batch);
            List<float[]> gradient = new ArrayList<>();
            double square = 0;
            for (Parameter parameter : session.parameters()) {
                float[] values = new float[parameter.size()];
                // DoRA's gradient of A and B leaves the norm out, so that it is no slope.
                boolean isSlope = !(method instanceof Dora)
                        || !parameter.name().startsWith("lora_A")
                                && !parameter.name().startsWith("lora_B");
                for (int i = 0; isSlope && i < values.length; i++) {
                    values[i] = parameter.gradient().get(i);
                    square += (double) values[i] * values[i];
                }
                gradient.add(values);
            }
            double norm = Math.sqrt(square);
            double step = 0.02 / Math.max(1, norm); // small where the loss is steep and bends soon
            move(session, start, gradient, step / norm);
            double above = session.forwardBackward(batch);
            move(session, start, gradient, -step / norm);
            double below = session.forwardBackward(batch);

            assertThat(norm).isPositive();
            assertThat((above - below) / (2 * step)).isCloseTo(norm, within(1e-3 * norm));
        }
    }

    /** Sets the parameters to {@code start + factor gradient}. */
    private static void move(TrainingSession session, List<float[]> start, List<float[]> gradient, double factor) {
        for (int p = 0; p < start.size(); p++) {
            Parameter parameter = session.parameters().get(p);
            for (int i = 0; i < parameter.size(); i++) {
                double shift = gradient.isEmpty() ? 0 : factor * gradient.get(p)[i];
                parameter.value().put(i, (float) (start.get(p)[i] + shift));
            }
        }
    }

    private static TrainingBatch batch(SplittableRandom random, int vocabulary) {
        List<TokenizedText> texts = new ArrayList<>();
        float[][] targets = new float[LABELS][LABELS];
        for (int row = 0; row < LABELS; row++) {
            long[] ids = random.longs(6 + row, 1, vocabulary).toArray();
            texts.add(new TokenizedText(ids, new long[ids.length]));
            targets[row][row] = 1;
        }
        return new TrainingBatch(texts, targets, 11);
    }
}
