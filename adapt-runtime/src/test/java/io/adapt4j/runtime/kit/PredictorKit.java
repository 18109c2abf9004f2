package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.translator.TextEmbeddingTranslator;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.Lease;
import io.adapt4j.runtime.djl.HostedModel;
import io.adapt4j.runtime.djl.TaskPredictors;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.Regression;
import io.adapt4j.task.RegressionSpec;
import io.adapt4j.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An adapted model behind DJL's predictors. */
public abstract class PredictorKit extends EngineKit {
    private static final Tensor ROWS = EveryKind.inputs(5).get("x");
    private static final List<String> TEXTS =
            List.of("You have won a prize", "Re: the meeting on Thursday, at ten", "ok");

    protected PredictorKit(EngineUnderTest engine) {
        super(engine);
    }

    /** From a row of {@code x} to the row of one output; with a batchifier for stacks, else one run for each row. */
    private static class RowTranslator implements Translator<float[], float[]> {
        private final Batchifier batchifier;

        RowTranslator(Batchifier batchifier) {
            this.batchifier = batchifier;
        }

        @Override
        public Batchifier getBatchifier() {
            return batchifier;
        }

        @Override
        public NDList processInput(TranslatorContext context, float[] row) throws Exception {
            Shape shape = batchifier == null ? new Shape(1, row.length) : new Shape(row.length);
            return new NDList(context.getNDManager().create(row, shape));
        }

        @Override
        public float[] processOutput(TranslatorContext context, NDList outputs) {
            NDArray output = outputs.get(EveryKind.output("plain"));
            return output.toFloatArray();
        }
    }

    private static float[] row(Tensor tensor, int row) {
        int width = (int) tensor.dimension(1);
        return Arrays.copyOfRange(tensor.toFloatArray(), row * width, (row + 1) * width);
    }

    private static List<float[]> rows(Tensor tensor) {
        List<float[]> rows = new ArrayList<>();
        for (int row = 0; row < tensor.dimension(0); row++) {
            rows.add(row(tensor, row));
        }
        return rows;
    }

    private static Tensor run(AdapterHost host, String name) {
        return host.run(name, Map.of("x", ROWS)).get(EveryKind.output("plain"));
    }

    private static void assertRows(List<float[]> actual, Tensor expected) {
        assertThat(actual).hasSize((int) expected.dimension(0));
        for (int row = 0; row < actual.size(); row++) {
            assertThat(actual.get(row)).containsExactly(row(expected, row), within(1e-5f));
        }
    }

    @Test
    void predict_withATranslator_isTheDeployedAdaptersAnswer() throws TranslateException {
        try (BaseModel base = everyKind();
                AdapterHost host = AdapterHost.on(base);
                HostedModel model = HostedModel.of(host, "a");
                Predictor<float[], float[]> one = model.newPredictor(new RowTranslator(null));
                Predictor<float[], float[]> stacked = model.newPredictor(new RowTranslator(Batchifier.STACK))) {
            host.deploy("a", TestAdapters.adapter(base, Lora.rank(2), 1));
            assertThat(one.predict(row(ROWS, 3))).containsExactly(row(run(host, "a"), 3), within(1e-5f));
            assertRows(one.batchPredict(rows(ROWS)), run(host, "a"));
            assertRows(stacked.batchPredict(rows(ROWS)), run(host, "a"));
            assertThat(stacked.batchPredict(List.of())).isEmpty();

            host.deploy("a", TestAdapters.adapter(base, Lora.rank(4).targets("plain"), 2));
            assertRows(stacked.batchPredict(rows(ROWS)), run(host, "a"));
            assertThat(model.describeInput().keys()).containsExactly("x");
            assertThat(model.describeOutput().keys()).contains(EveryKind.output("plain"));
        }
    }

    @Test
    void predict_onABaseWithoutAdapter_isTheBasesAnswer() throws TranslateException {
        try (BaseModel base = everyKind();
                HostedModel model = HostedModel.of(base);
                Predictor<float[], float[]> predictor = model.newPredictor(new RowTranslator(null))) {
            assertRows(
                    predictor.batchPredict(rows(ROWS)),
                    base.run(Map.of("x", ROWS)).get(EveryKind.output("plain")));
        }
    }

    @Test
    void batchPredict_swappedMeanwhile_seesOneVersion() throws TranslateException {
        try (BaseModel base = everyKind();
                AdapterHost host = AdapterHost.on(base);
                HostedModel model = HostedModel.of(host, "a")) {
            host.deploy("a", TestAdapters.adapter(base, Lora.rank(2), 1));
            Tensor first = run(host, "a");
            Translator<float[], float[]> swapping = new RowTranslator(null) {
                private int rows;

                @Override
                public NDList processInput(TranslatorContext context, float[] row) throws Exception {
                    if (++rows == 3) {
                        host.deploy("a", TestAdapters.adapter(base, Lora.rank(3), 2));
                    }
                    return super.processInput(context, row);
                }
            };
            try (Predictor<float[], float[]> predictor = model.newPredictor(swapping)) {
                assertRows(predictor.batchPredict(rows(ROWS)), first);
                assertThat(predictor.predict(row(ROWS, 0))).isNotEqualTo(row(first, 0));
            }
        }
    }

    @Test
    void predict_byManyThreadsDuringSwaps_everyAnswerIsOneVersions() throws Exception {
        try (BaseModel base = everyKind();
                AdapterHost host = AdapterHost.on(base);
                HostedModel model = HostedModel.of(host, "a");
                Predictor<float[], float[]> predictor = model.newPredictor(new RowTranslator(Batchifier.STACK))) {
            List<Adapter> versions = new ArrayList<>();
            List<float[]> answers = new ArrayList<>();
            for (int seed = 0; seed < 3; seed++) {
                versions.add(TestAdapters.adapter(base, Lora.rank(2 + seed).targets("plain"), seed));
                host.deploy("a", versions.get(seed));
                answers.add(row(run(host, "a"), 0));
            }
            AtomicBoolean running = new AtomicBoolean(true);
            ExecutorService threads = Executors.newFixedThreadPool(3);
            List<Future<Integer>> loads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                loads.add(threads.submit(() -> {
                    int count = 0;
                    while (running.get() || count == 0) {
                        float[] answer = predictor.predict(row(ROWS, 0));
                        assertThat(answers)
                                .anySatisfy(version -> assertThat(answer).containsExactly(version, within(1e-5f)));
                        count++;
                    }
                    return count;
                }));
            }
            for (int swap = 0; swap < 100; swap++) {
                host.deploy("a", versions.get(swap % versions.size()));
            }
            running.set(false);
            for (Future<Integer> load : loads) {
                assertThat(load.get()).isPositive();
            }
            threads.shutdown();
            assertThat(host.status().failures()).isZero();
        }
    }

    @Test
    void lease_replacedAndRemoved_goesOnServingUntilClosed() {
        try (BaseModel base = everyKind();
                AdapterHost host = AdapterHost.on(base)) {
            host.deploy("a", TestAdapters.adapter(base, Lora.rank(2), 1));
            Tensor first = run(host, "a");
            Lease lease = host.lease("a");
            host.deploy("a", TestAdapters.adapter(base, Lora.rank(3), 2));
            host.remove("a");
            assertThat(lease.run(Map.of("x", ROWS)).get(EveryKind.output("plain")))
                    .isEqualTo(first);
            lease.close();
            lease.close();

            assertThat(base.adapted().residentBytes()).isZero();
            assertThatThrownBy(() -> lease.run(Map.of("x", ROWS))).isInstanceOf(DeploymentException.class);
            assertThatThrownBy(() -> host.lease("a")).isInstanceOf(DeploymentException.class);
        }
    }

    @Test
    void predict_whatCannotBeAnswered_failsWithTheTypedCause() {
        try (BaseModel base = everyKind();
                AdapterHost host = AdapterHost.on(base);
                HostedModel model = HostedModel.of(host, "a");
                Predictor<float[], float[]> predictor = model.newPredictor(new RowTranslator(null))) {
            assertFails(predictor, ROWS.toFloatArray(), DeploymentException.class);
            host.deploy("a", TestAdapters.adapter(base, Lora.rank(2), 1));
            assertFails(predictor, new float[EveryKind.IN + 1], InvalidInputException.class);
            Translator<float[], float[]> tooMany = new RowTranslator(null) {
                @Override
                public NDList processInput(TranslatorContext context, float[] row) throws Exception {
                    return super.processInput(context, row).addAll(super.processInput(context, row));
                }
            };
            assertFails(model.newPredictor(tooMany), row(ROWS, 0), InvalidInputException.class);
            Translator<float[], float[]> broken = new RowTranslator(null) {
                @Override
                public NDList processInput(TranslatorContext context, float[] row) throws Exception {
                    throw new IOException("no row");
                }
            };
            assertFails(model.newPredictor(broken), row(ROWS, 0), IOException.class);
            host.close();
            assertFails(predictor, row(ROWS, 0), DeploymentException.class);
        }
    }

    private static <I> void assertFails(Predictor<I, ?> predictor, I input, Class<? extends Exception> cause) {
        assertThatThrownBy(() -> predictor.predict(input))
                .isInstanceOf(TranslateException.class)
                .hasCauseInstanceOf(cause);
    }

    @Test
    void prepare_ofATranslatorWithFiles_findsThem(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("config.json"), "{}");
        AtomicBoolean found = new AtomicBoolean();
        Translator<float[], float[]> reading = new RowTranslator(null) {
            @Override
            public void prepare(TranslatorContext context) throws IOException {
                found.set(Files.isRegularFile(context.getModel().getModelPath().resolve("config.json")));
            }
        };
        try (BaseModel base = everyKind();
                AdapterHost host = AdapterHost.on(base);
                HostedModel model = HostedModel.of(host, "a", folder);
                Predictor<float[], float[]> predictor = model.newPredictor(reading)) {
            host.deploy("a", TestAdapters.adapter(base, Lora.rank(2), 1));
            predictor.predict(row(ROWS, 0));
            assertThat(found).isTrue();
        }
    }

    @Test
    void predict_djlsOwnEmbeddingTranslator_agreesWithTheAdaptersTask() throws Exception {
        byte[] json = TextAdapters.TOKENIZER.json().getBytes(StandardCharsets.UTF_8);
        try (BaseModel base = engine().miniLm();
                AdapterHost host = AdapterHost.on(base);
                HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(
                        new ByteArrayInputStream(json), Map.of("padding", "true", "truncation", "true"));
                HostedModel model = HostedModel.of(host, "embed");
                Predictor<String, float[]> predictor = model.newPredictor(TextEmbeddingTranslator.builder(tokenizer)
                        .optIncludeTokenTypes(true)
                        .optPoolingMode("mean")
                        .optNormalize(true)
                        .build());
                Predictor<String, float[]> task = TaskPredictors.embeddings(host, "embed")) {
            for (int version = 0; version < 2; version++) {
                host.deploy("embed", TextAdapters.adapter(base, version, new EmbeddingSpec(Pooling.MEAN, true, 64)));
                List<Embedding> expected = host.answer("embed", TEXTS, Embedding.class);
                List<float[]> translated = predictor.batchPredict(TEXTS);
                List<float[]> own = task.batchPredict(TEXTS);
                for (int text = 0; text < TEXTS.size(); text++) {
                    float[] vector = expected.get(text).vector();
                    assertThat(translated.get(text)).containsExactly(vector, within(1e-5f));
                    assertThat(own.get(text)).containsExactly(vector, within(1e-6f));
                    assertThat(predictor.predict(TEXTS.get(text))).containsExactly(vector, within(1e-5f));
                    assertThat(task.predict(TEXTS.get(text))).containsExactly(vector, within(1e-5f));
                }
            }
        }
    }

    @Test
    void taskPredictors_giveDjlsTypes() throws TranslateException {
        try (BaseModel base = engine().miniLm();
                AdapterHost host = AdapterHost.on(base);
                Predictor<String, Classifications> labels = TaskPredictors.classifications(host, "classify");
                Predictor<String, float[]> numbers = TaskPredictors.numbers(host, "number");
                Predictor<String, Regression> own = TaskPredictors.answers(host, "number", Regression.class)) {
            host.deploy("classify", TextAdapters.adapter(base, 1));
            host.deploy(
                    "number",
                    TextAdapters.adapter(base, 3, new RegressionSpec(List.of("x", "y"), Pooling.CLS, false, 32)));
            Classification expected = host.classify("classify", TEXTS.get(0));
            for (Classifications answer : List.of(
                    labels.predict(TEXTS.get(0)), labels.batchPredict(TEXTS).get(0))) {
                assertThat(answer.best().getClassName()).isEqualTo(expected.label());
                assertThat(answer.get("label-1").getProbability())
                        .isCloseTo(expected.probabilities().get(1), within(1e-5));
            }
            assertThat(numbers.predict("ok")).hasSize(2);
            assertThat(own.batchPredict(TEXTS)).isEqualTo(host.answer("number", TEXTS, Regression.class));
            assertThat(own.batchPredict(List.of())).isEmpty();

            assertFails(TaskPredictors.classifications(host, "number"), "ok", IncompatibleAdapterException.class);
            assertFails(TaskPredictors.classifications(host, "nobody"), "ok", DeploymentException.class);
            assertFails(labels, null, InvalidInputException.class);
            assertThatThrownBy(() -> labels.batchPredict(java.util.Collections.singletonList(null)))
                    .isInstanceOf(TranslateException.class)
                    .hasCauseInstanceOf(InvalidInputException.class);
        }
    }
}
