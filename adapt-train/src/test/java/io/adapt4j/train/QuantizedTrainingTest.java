package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.ModelOptions;
import io.adapt4j.TokenizerFile;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.dora.Dora;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraInitialization;
import io.adapt4j.runtime.kit.Quantizer;
import io.adapt4j.runtime.kit.TestResources;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Training through frozen dynamically quantised layers. Their loss is a staircase, whose slope says nothing; so gradients are
 * compared with those of the same model with FLOAT weights that are rounded in the same way, which differs by the rounding of
 * activations alone. That the gradient passes straight through is checked exactly, operator by operator, in
 * {@code GradientRulesTest}.
 */
class QuantizedTrainingTest {
    private static final List<String> TEXTS =
            List.of("you have won a prize", "re: the build failed again", "cheap loans, no questions", "minutes");
    private static final float[][] TARGETS = {{1, 0}, {0, 1}, {1, 0}, {0, 1}};

    private static BaseModel open(byte[] model) {
        return BaseModel.open(model, ModelOptions.defaults().withThreads(1));
    }

    private static BaseModel quantized() {
        return open(Quantizer.quantizedModel(TinyBase.onnx(3)));
    }

    private static TrainingBatch batch(TokenizerFile tokenizer) {
        return new TrainingBatch(TextEncoder.of(tokenizer, 32).encode(TEXTS), TARGETS, 5);
    }

    static List<MethodConfig> methods() {
        return MethodTrainingKit.methods();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void gradient_everyMethod_isThatOfTheRoundedWeights(MethodConfig method) {
        TrainingBatch batch = batch(TinyBase.tokenizer());
        try (BaseModel quantized = quantized();
                BaseModel rounded = open(Quantizer.roundedModel(TinyBase.onnx(3)));
                TrainingSession ours = MethodTrainingKit.session(quantized, method, 32);
                TrainingSession theirs = MethodTrainingKit.session(rounded, method, 32)) {
            assertThat(quantized.targetModules()).hasSameElementsAs(rounded.targetModules());
            fill(ours);
            fill(theirs);

            assertThat(ours.forwardBackward(batch)).isCloseTo(theirs.forwardBackward(batch), within(0.02f));
            assertAlike(ours, theirs, 0.1);
        }
    }

    @Test
    void gradient_withRecomputation_isTheSame() {
        TrainingBatch batch = batch(TinyBase.tokenizer());
        try (BaseModel base = quantized();
                TrainingSession kept = MethodTrainingKit.session(base, Lora.rank(4), 32);
                TrainingSession again = MethodTrainingKit.session(
                        base,
                        Lora.rank(4),
                        32,
                        Resources.defaults().withoutActivationCache().withRecomputation())) {
            fill(kept);
            fill(again);

            assertThat(again.forwardBackward(batch)).isEqualTo(kept.forwardBackward(batch));
            assertAlike(again, kept, 1e-5);
        }
    }

    @Test
    void gradient_ofMiniLmInBytes_isNearlyThatOfMiniLm() {
        String tokenizer = new String(TestResources.bytes("/all-minilm-l6-v2-tokenizer.json"), StandardCharsets.UTF_8);
        TrainingBatch batch = batch(TokenizerFile.of(tokenizer));
        try (BaseModel bytes = open(TestResources.bytes("/all-minilm-l6-v2-q.onnx"));
                BaseModel floats = open(TestResources.bytes("/all-minilm-l6-v2.onnx"));
                TrainingSession ours = MethodTrainingKit.session(bytes, Lora.rank(4), 384);
                TrainingSession theirs = MethodTrainingKit.session(floats, Lora.rank(4), 384)) {
            fill(ours);
            fill(theirs);
            float loss = ours.forwardBackward(batch);

            assertThat(loss).isCloseTo(theirs.forwardBackward(batch), within(0.05f));
            assertAlike(ours, theirs, 0.5);
            for (int step = 0; step < 3; step++) {
                descend(ours);
                float next = ours.forwardBackward(batch);
                assertThat(next).isLessThan(loss);
                loss = next;
            }
        }
    }

    @Test
    void train_quantisedBase_learnsTheSameBytesTwice() {
        try (BaseModel base = quantized()) {
            TrainingResult result = train(base, Lora.rank(4));

            assertThat(result.best().orElseThrow().metrics().value("accuracy")).isGreaterThan(0.95);
            assertThat(result.adapter().manifest().base()).contains(base.hash());
            assertThat(train(base, Lora.rank(4)).adapter()).isEqualTo(result.adapter());
            try (BoundAdapter bound = base.adapted().bind(result.adapter())) {
                assertThat(bound.residentBytes()).isPositive();
            }
        }
    }

    @Test
    void train_methodsThatNeedTheWeight_useWhatTheIntegersStandFor() {
        try (BaseModel base = quantized()) {
            for (MethodConfig method : List.of(Dora.rank(3), Lora.rank(4).initialization(LoraInitialization.PISSA))) {
                TrainingResult result = train(base, method);

                assertThat(result.best().orElseThrow().metrics().value("accuracy"))
                        .as(method.toString())
                        .isGreaterThan(0.95);
            }
        }
    }

    private static TrainingResult train(BaseModel base, MethodConfig method) {
        return Trainer.on(base)
                .method(method)
                .task(TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
                .epochs(8)
                .batchSize(16)
                .learningRate(5e-3)
                .seed(7)
                .evaluateOn(ExampleSource.of(Mail.examples(40, 2)))
                .train(ExampleSource.of(Mail.examples(160, 1)));
    }

    private static void fill(TrainingSession session) {
        for (Parameter parameter : session.parameters()) {
            SplittableRandom random = new SplittableRandom(name(parameter).hashCode());
            double middle = parameter.role() == Parameter.Role.SCALE ? 1 : 0;
            for (int i = 0; i < parameter.size(); i++) {
                parameter.value().put(i, (float) (middle + 0.1 * (random.nextDouble() - 0.5)));
            }
        }
    }

    private static void descend(TrainingSession session) {
        for (Parameter parameter : session.parameters()) {
            for (int i = 0; i < parameter.size(); i++) {
                float moved =
                        parameter.value().get(i) - 0.05f * parameter.gradient().get(i);
                parameter.value().put(i, moved);
            }
        }
    }

    /** Asserts on the gradients of all parameters together, as one vector. */
    private static void assertAlike(TrainingSession ours, TrainingSession theirs, double tolerance) {
        double norm = 0;
        double difference = 0;
        assertThat(ours.parameters()).hasSameSizeAs(theirs.parameters());
        for (Parameter own : ours.parameters()) {
            Parameter other = theirs.parameters().stream()
                    .filter(parameter -> name(parameter).equals(name(own)))
                    .findFirst()
                    .orElseThrow();
            for (int i = 0; i < own.size(); i++) {
                norm += Math.pow(other.gradient().get(i), 2);
                difference += Math.pow(own.gradient().get(i) - other.gradient().get(i), 2);
            }
        }
        assertThat(norm).isPositive();
        assertThat(Math.sqrt(difference / norm)).isLessThan(tolerance);
    }

    private static String name(Parameter parameter) {
        return parameter.module() + "/" + parameter.name();
    }
}
