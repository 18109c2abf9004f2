package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.BaseModel;
import io.adapt4j.TargetModule;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.pytorch.PyTorchBaseModel;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.task.HeadConfig;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Training on programs that write their products in other ways than a linear layer, or where only a weight can be replaced. */
class TorchProgramsTest {
    private static final Lora LORA = Lora.rank(1);
    private static final double STEP = 1e-2;
    private static final TrainingBatch BATCH = new TrainingBatch(
            List.of(
                    new TokenizedText(new long[] {2, 17, 11, 5, 26, 3}, new long[6]),
                    new TokenizedText(new long[] {2, 9, 29, 3}, new long[4])),
            new float[][] {{1, 0}, {0.25f, 0.75f}},
            3);

    /** Every method, learning and serving, where {@code x @ W.t()}, {@code addmm}, tied weights and an LSTM are. */
    @Nested
    class Methods extends MethodTrainingKit {
        Methods() {
            super(BaseForm.TEXT_KINDS);
        }
    }

    @ParameterizedTest
    @MethodSource("io.adapt4j.train.MethodTrainingKit#methods")
    void gradient_ofEveryMethod_isTheSlopeOfItsLoss(MethodConfig method) {
        try (BaseModel base = BaseForm.TEXT_KINDS.open(1)) {
            GradientKit.assertSlope(
                    base, method, new HeadConfig.Linear(), Pooling.MEAN, BaseForm.TEXT_KINDS.hidden(), 100);
        }
    }

    @Test
    void textKinds_hasTargetsOfEveryKind() {
        try (PyTorchBaseModel base = (PyTorchBaseModel) BaseForm.TEXT_KINDS.open(1)) {
            assertThat(base.targetModules())
                    .extracting(TargetModule::path)
                    .contains("query", "key", "value", "tied.first", "tied.second", "up", "down", "pooler");
            List<String> substituted = base.targetModules().stream()
                    .map(TargetModule::path)
                    .filter(path -> !base.takesFactors(path))
                    .toList();
            assertThat(substituted).hasSize(2).allMatch(path -> path.startsWith("lstm"));
        }
    }

    /** Each element's derivative, by differences of the loss; then the same adapter served and merged. */
    @ParameterizedTest
    @CsvSource({"text-kinds, 16", "gpt2-traced, 30", "bert-scripted, 8"})
    void gradient_ofEveryElement_isThatOfFiniteDifferences(String archive, int hidden) {
        try (BaseModel base = BaseForm.torchScript(archive);
                TrainingSession session = MethodTrainingKit.session(base, LORA, hidden)) {
            SplittableRandom random = new SplittableRandom(5);
            for (Parameter parameter : session.parameters()) {
                for (int i = 0; i < parameter.size(); i++) {
                    parameter.value().put(i, (float) (random.nextDouble() - 0.5));
                }
            }
            session.forwardBackward(BATCH);
            List<float[]> gradients = session.parameters().stream()
                    .map(TorchProgramsTest::gradient)
                    .toList();
            for (int p = 0; p < gradients.size(); p++) {
                assertGradient(session, session.parameters().get(p), gradients.get(p));
            }
            MethodTrainingKit.assertLossIsServed(base, LORA, session);
        }
    }

    private static float[] gradient(Parameter parameter) {
        float[] gradient = new float[parameter.size()];
        parameter.gradient().get(0, gradient);
        return gradient;
    }

    private static void assertGradient(TrainingSession session, Parameter parameter, float[] gradient) {
        double norm = 0;
        double error = 0;
        for (int i = 0; i < gradient.length; i++) {
            float value = parameter.value().get(i);
            parameter.value().put(i, (float) (value + STEP));
            double above = session.forwardBackward(BATCH);
            parameter.value().put(i, (float) (value - STEP));
            double below = session.forwardBackward(BATCH);
            parameter.value().put(i, value);
            norm += (double) gradient[i] * gradient[i];
            error += Math.pow(gradient[i] - (above - below) / (2 * STEP), 2);
        }
        // Differences of float losses are good to 1e-5 or so for each element.
        assertThat(Math.sqrt(error))
                .as("%s %s", parameter.module(), parameter.name())
                .isLessThan(5e-3 * Math.sqrt(norm) + 2e-5 * Math.sqrt(gradient.length));
    }
}
