package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Resources change how a training is computed, and not what comes out. */
class ResourcesTest {
    private static final Resources PLAIN = Resources.defaults().withoutActivationCache();

    private static float[] train(Resources resources, String target) {
        try (BaseModel base = TinyBase.open(1)) {
            Adapter adapter = Trainer.on(base)
                    .method(Lora.rank(4).dropout(0.1).targets(target))
                    .task(TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
                    .epochs(3)
                    .batchSize(8)
                    .resources(resources)
                    .train(ExampleSource.of(Mail.examples(60, 1)))
                    .adapter();
            List<float[]> parts = new ArrayList<>();
            adapter.deltas().forEach(delta -> delta.parameters().values().forEach(t -> parts.add(t.toFloatArray())));
            return joined(parts);
        }
    }

    private static float[] joined(List<float[]> parts) {
        float[] joined = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int position = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, joined, position, part.length);
            position += part.length;
        }
        return joined;
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp.up", "mlp.down", "attention.output", "attention.value"})
    void train_withCachedActivations_givesTheSameAdapterUpToRounding(String target) {
        float[] plain = train(PLAIN, target);

        float[] cached = train(Resources.defaults(), target);

        assertThat(cached).hasSameSizeAs(plain).containsExactly(plain, within(1e-5f));
    }

    @Test
    void train_withActivationsInAFile_givesTheSameBytesAsOnTheHeap() {
        assertThat(train(Resources.defaults().withActivationBytes(5000), "mlp.up"))
                .isEqualTo(train(Resources.defaults(), "mlp.up"));
    }

    @Test
    void withActivationBytes_belowZero_isRefused() {
        assertThatThrownBy(() -> Resources.defaults().withActivationBytes(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @ParameterizedTest
    @MethodSource("io.adapt4j.train.MethodTrainingKit#methods")
    void gradients_recomputed_areTheSame(MethodConfig method) {
        assertThat(gradients(method, PLAIN.withRecomputation()))
                .containsExactly(gradients(method, PLAIN), within(1e-6f));
    }

    @Test
    void gradients_recomputedWithDropout_areTheSame() {
        MethodConfig method = Lora.rank(4).dropout(0.3);
        assertThat(gradients(method, PLAIN.withRecomputation()))
                .containsExactly(gradients(method, PLAIN), within(1e-6f));
    }

    private static float[] gradients(MethodConfig method, Resources resources) {
        try (BaseModel base = TinyBase.open(2)) {
            TrainingSpec spec = new TrainingSpec(
                    method,
                    method.select(base.targetModules()),
                    Pooling.MEAN,
                    32,
                    new Objective.Softmax(2, new HeadConfig.Linear()),
                    0.1);
            SplittableRandom random = new SplittableRandom(3);
            try (TrainingSession session = TrainingEngine.of(base).open(base, spec, resources)) {
                for (Parameter parameter : session.parameters()) {
                    for (int i = 0; i < parameter.size(); i++) {
                        parameter.value().put(i, (float) (random.nextDouble() - 0.5));
                    }
                }
                List<TokenizedText> texts = new ArrayList<>();
                for (int length : new int[] {7, 4, 9}) {
                    texts.add(new TokenizedText(random.longs(length, 1, 25).toArray(), new long[length]));
                }
                session.forwardBackward(new TrainingBatch(texts, new float[][] {{1, 0}, {0, 1}, {1, 0}}, 5));
                List<float[]> parts = new ArrayList<>();
                for (Parameter parameter : session.parameters()) {
                    float[] gradient = new float[parameter.size()];
                    parameter.gradient().duplicate().rewind().get(gradient);
                    parts.add(gradient);
                }
                return joined(parts);
            }
        }
    }
}
