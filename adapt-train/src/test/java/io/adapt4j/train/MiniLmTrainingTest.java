package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.TokenizerFile;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.kit.MiniLm;
import io.adapt4j.runtime.kit.TestResources;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Training on all-MiniLM-L6-v2 as a TorchScript archive, against its ONNX form. */
class MiniLmTrainingTest {
    private static final Lora LORA = Lora.rank(4);
    private static final List<String> TEXTS =
            List.of("you have won a prize", "re: the build failed again", "cheap loans, no questions", "minutes");
    private static final float[][] TARGETS = {{1, 0}, {0, 1}, {1, 0}, {0, 1}};

    private static TrainingBatch batch() {
        String tokenizer = new String(TestResources.bytes("/all-minilm-l6-v2-tokenizer.json"), StandardCharsets.UTF_8);
        return new TrainingBatch(TextEncoder.of(TokenizerFile.of(tokenizer), 32).encode(TEXTS), TARGETS, 5);
    }

    private static BaseModel open(byte[] model) {
        return BaseModel.open(model, ModelOptions.defaults().withThreads(1));
    }

    @Test
    void step_onBothForms_givesTheSameGradientsAndLowersTheLoss() {
        TrainingBatch batch = batch();
        try (BaseModel torch = open(MiniLm.torchScript());
                BaseModel onnx = open(MiniLm.onnx());
                TrainingSession ours = MethodTrainingKit.session(torch, LORA, 384);
                TrainingSession theirs = MethodTrainingKit.session(onnx, LORA, 384)) {
            fill(ours);
            fill(theirs);
            float loss = ours.forwardBackward(batch);
            assertThat(loss).isCloseTo(theirs.forwardBackward(batch), within(1e-4f));
            assertSameGradients(ours, theirs);

            for (int step = 0; step < 5; step++) {
                descend(ours);
                assertThat(ours.forwardBackward(batch)).isLessThan(loss);
                loss = ours.forwardBackward(batch);
            }
        }
    }

    private static void fill(TrainingSession session) {
        for (Parameter parameter : session.parameters()) {
            SplittableRandom random = new SplittableRandom(name(parameter).hashCode());
            for (int i = 0; i < parameter.size(); i++) {
                parameter.value().put(i, (float) (0.1 * (random.nextDouble() - 0.5)));
            }
        }
    }

    private static void descend(TrainingSession session) {
        for (Parameter parameter : session.parameters()) {
            for (int i = 0; i < parameter.size(); i++) {
                parameter
                        .value()
                        .put(
                                i,
                                parameter.value().get(i)
                                        - 0.05f * parameter.gradient().get(i));
            }
        }
    }

    private static void assertSameGradients(TrainingSession ours, TrainingSession theirs) {
        List<String> names = new ArrayList<>();
        for (Parameter own : ours.parameters()) {
            Parameter other = theirs.parameters().stream()
                    .filter(parameter -> name(parameter).equals(name(own)))
                    .findFirst()
                    .orElseThrow();
            double norm = 0;
            double difference = 0;
            for (int i = 0; i < own.size(); i++) {
                norm += Math.pow(other.gradient().get(i), 2);
                difference += Math.pow(own.gradient().get(i) - other.gradient().get(i), 2);
            }
            assertThat(norm).as(name(own)).isPositive();
            assertThat(Math.sqrt(difference / norm)).as(name(own)).isLessThan(1e-3);
            names.add(name(own));
        }
        assertThat(names).hasSameSizeAs(theirs.parameters()).hasSizeGreaterThan(72);
    }

    private static String name(Parameter parameter) {
        return parameter.module() + "/" + parameter.name();
    }
}
