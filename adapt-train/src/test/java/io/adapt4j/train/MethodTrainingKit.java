package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Manifest;
import io.adapt4j.TargetModule;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.dora.Dora;
import io.adapt4j.method.ia3.Ia3;
import io.adapt4j.method.loha.Loha;
import io.adapt4j.method.lokr.Lokr;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraInitialization;
import io.adapt4j.method.vera.Vera;
import io.adapt4j.runtime.task.TextTask;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenBatch;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.Learner;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the training of every method must pass. */
public abstract class MethodTrainingKit {
    private static final Learner<Example> LEARNER = TextClassification.labels("a", "b")
            .head(new HeadConfig.Linear())
            .learner(ExampleSource.of(List.of(new Example("x", "a"), new Example("y", "b"))));

    private final BaseForm form;

    MethodTrainingKit(BaseForm form) {
        this.form = form;
    }

    public static List<MethodConfig> methods() {
        return List.of(
                Lora.rank(4).rsLora(true),
                Lora.rank(4).initialization(LoraInitialization.GAUSSIAN),
                Lora.rank(4).initialization(LoraInitialization.ORTHOGONAL),
                Lora.rank(4).initialization(LoraInitialization.PISSA),
                Lora.rank(3)
                        .initialization(LoraInitialization.OLORA)
                        .rsLora(true)
                        .rankPattern(Map.of("query", 2))
                        .alphaPattern(Map.of("key", 3.0)),
                Dora.rank(3),
                Ia3.targets("all-linear").feedforward("up", "down"),
                Loha.rank(2),
                Lokr.rank(2).decomposeBoth(true).decomposeFactor(8),
                Vera.rank(16).seed(3));
    }

    private TrainingSession session(BaseModel base, MethodConfig method) {
        return session(base, method, form.hidden());
    }

    /** A session that trains the head of two labels. */
    static TrainingSession session(BaseModel base, MethodConfig method, int hidden) {
        return session(base, method, hidden, Resources.defaults().withoutActivationCache());
    }

    static TrainingSession session(BaseModel base, MethodConfig method, int hidden, Resources resources) {
        List<TargetModule> modules = method.select(base.targetModules());
        return TrainingEngine.of(base)
                .open(base, new TrainingSpec(method, modules, Pooling.MEAN, hidden, LEARNER.objective(), 0), resources);
    }

    /** What such a session has trained. */
    static Adapter adapter(BaseModel base, MethodConfig method, TrainingSession session) {
        float[][] values = session.parameters().stream()
                .map(parameter -> {
                    float[] copy = new float[parameter.size()];
                    parameter.value().get(0, copy);
                    return copy;
                })
                .toArray(float[][]::new);
        return AdapterBuilder.build(
                method,
                method.select(base.targetModules()),
                LEARNER,
                session.parameters(),
                values,
                TinyBase.tokenizer(),
                new Manifest(
                        Optional.of(base.hash()),
                        Optional.empty(),
                        Optional.of(new TextClassificationSpec(List.of("a", "b"), Pooling.MEAN, false, 16)),
                        Optional.of(TinyBase.tokenizer().hash()),
                        new com.google.gson.JsonObject()));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void initialValues_changeNothing(MethodConfig method) {
        try (BaseModel base = form.open(1);
                TrainingSession session = session(base, method)) {
            Initialization.deltas(method, session.parameters(), base, 5);
            TokenizedText text = new TokenizedText(new long[] {2, 9, 11, 3}, new long[4]);
            var inputs = new TokenBatch(List.of(text)).inputs(base.signature());
            try (BoundAdapter bound = base.adapted().bind(adapter(base, method, session))) {
                Tensor plain = base.run(inputs).get("last_hidden_state");
                Tensor adapted = base.adapted().run(inputs, bound).get("last_hidden_state");
                float[] expected = plain.toFloatArray();
                float[] actual = adapted.toFloatArray();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void forward_anyValues_givesTheLossOfTheServedAdapterAndOfTheMergedOne(MethodConfig method) {
        SplittableRandom random = new SplittableRandom(3);
        try (BaseModel base = form.open(1);
                TrainingSession session = session(base, method)) {
            for (Parameter parameter : session.parameters()) {
                double start = parameter.role() == Parameter.Role.SCALE ? 1 : 0;
                for (int i = 0; i < parameter.size(); i++) {
                    parameter.value().put(i, (float) (start + random.nextDouble() - 0.5));
                }
            }
            assertLossIsServed(base, method, session);
        }
    }

    /** Asserts that a session's loss is that of its adapter, passed with the call as well as merged. */
    static void assertLossIsServed(BaseModel base, MethodConfig method, TrainingSession session) {
        List<TokenizedText> texts = List.of(
                new TokenizedText(new long[] {2, 9, 11, 3}, new long[4]),
                new TokenizedText(new long[] {2, 12, 13, 14, 15, 3}, new long[6]));
        double loss = session.forwardBackward(new TrainingBatch(texts, new float[][] {{1, 0}, {0, 1}}, 0));
        Adapter adapter = adapter(base, method, session);
        try (BoundAdapter bound = base.adapted().bind(adapter)) {
            double served = served(base, adapter, bound, texts);
            base.adapted().merge(bound);
            double merged = served(base, adapter, bound, texts);
            assertThat(loss).isCloseTo(served, within(1e-4 * Math.max(1, served)));
            assertThat(merged).isCloseTo(served, within(1e-4 * Math.max(1, served)));
        }
    }

    private static double served(BaseModel base, Adapter adapter, BoundAdapter bound, List<TokenizedText> texts) {
        List<Classification> answers =
                TextFeatures.map(base.adapted(), bound, texts, (index, states) -> TextTask.require(
                                TextTask.of(adapter), Classification.class, "trained")
                        .answer("", states));
        return -0.5
                * (Math.log(answers.get(0).probabilities().get(0))
                        + Math.log(answers.get(1).probabilities().get(1)));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void train_separableTask_learnsItAndServesWhatWasSaved(MethodConfig method, @TempDir Path folder) {
        try (BaseModel base = form.open(1)) {
            TrainingResult result = Trainer.on(base)
                    .method(method)
                    .task(TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
                    .epochs(10)
                    .batchSize(16)
                    .learningRate(2e-2)
                    .seed(7)
                    .evaluateOn(ExampleSource.of(Mail.examples(40, 2)))
                    .train(ExampleSource.of(Mail.examples(160, 1)));
            result.adapter().save(folder.resolve("adapter"));

            assertThat(result.best().orElseThrow().metrics().value("accuracy")).isGreaterThan(0.9);
            assertThat(Adapter.load(folder.resolve("adapter"))).isEqualTo(result.adapter());
        }
    }
}
