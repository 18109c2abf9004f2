package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.ScoredPair;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.LabelNames;
import io.adapt4j.train.task.SimilarityLoss;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FewShotTrainerTest {
    private static final TextClassification TASK =
            TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer());

    static List<Contrast> contrasts() {
        return List.of(
                new Contrast.Proxies(10),
                new Contrast.InBatch(10),
                new Contrast.Pairs(2, new SimilarityLoss.Cosine()),
                new Contrast.Pairs(2, new SimilarityLoss.Cosent()));
    }

    private static FewShotTrainer trainer(BaseModel base, Contrast contrast, HeadConfig head) {
        return FewShotTrainer.on(base, TASK.head(head))
                .method(Lora.rank(4))
                .contrast(contrast)
                .hyperparameters(Hyperparameters.defaults()
                        .withEpochs(15)
                        .withBatchSize(8)
                        .withLearningRate(1e-2)
                        .withSeed(3));
    }

    private static double accuracy(BaseModel base, Adapter adapter) {
        List<Example> test = Mail.examples(100, 9);
        try (AdapterHost host = AdapterHost.on(base)) {
            host.deploy("mail", adapter);
            return test.stream()
                    .mapToInt(example ->
                            host.classify("mail", example.text()).label().equals(example.label()) ? 1 : 0)
                    .average()
                    .orElseThrow();
        }
    }

    @ParameterizedTest
    @MethodSource("contrasts")
    void train_fewExamples_givesAServableClassifier(Contrast contrast, @TempDir Path folder) {
        try (BaseModel base = TinyBase.open(1)) {
            List<Example> few = Mail.examples(32, 1);
            Adapter regression = trainer(base, contrast, new HeadConfig.Linear())
                    .train(ExampleSource.of(few))
                    .adapter();
            regression.save(folder.resolve("mail"));
            assertThat(Adapter.load(folder.resolve("mail"))).isEqualTo(regression);
            assertThat(accuracy(base, regression)).isGreaterThan(0.85);
            assertThat(regression
                            .manifest()
                            .training()
                            .getAsJsonObject("fewShot")
                            .get("contrast"))
                    .isEqualTo(contrast.toJson());

            Adapter centroids = trainer(base, contrast, new HeadConfig.Cosine(10))
                    .train(ExampleSource.of(few))
                    .adapter();
            assertThat(accuracy(base, centroids)).isGreaterThan(0.85);
            assertThat(centroids.deltas()).isEqualTo(regression.deltas());
        }
    }

    @Test
    void train_twice_givesTheSameAdapter() {
        try (BaseModel base = TinyBase.open(1)) {
            ExampleSource<Example> few = ExampleSource.of(Mail.examples(12, 1));
            for (Contrast contrast : contrasts()) {
                assertThat(trainer(base, contrast, new HeadConfig.Linear())
                                .train(few)
                                .adapter())
                        .isEqualTo(trainer(base, contrast, new HeadConfig.Linear())
                                .train(few)
                                .adapter());
            }
        }
    }

    @Test
    void train_proxies_areTheCosineHead() {
        try (BaseModel base = TinyBase.open(1)) {
            ExampleSource<Example> few = ExampleSource.of(Mail.examples(32, 1));
            FewShotTrainer trainer = trainer(base, new Contrast.Proxies(10), new HeadConfig.Cosine(10));
            Adapter kept = trainer.train(few).adapter();
            Adapter atOnce = Trainer.on(base)
                    .method(Lora.rank(4))
                    .task(TASK.head(new HeadConfig.Cosine(10)))
                    .hyperparameters(Hyperparameters.defaults()
                            .withEpochs(15)
                            .withBatchSize(8)
                            .withLearningRate(1e-2)
                            .withSeed(3))
                    .train(few)
                    .adapter();

            assertThat(kept.deltas()).isEqualTo(atOnce.deltas());
            assertThat(kept.head().orElseThrow().weight().toFloatArray())
                    .containsExactly(atOnce.head().orElseThrow().weight().toFloatArray(), within(1e-5f));
        }
    }

    @Test
    void train_labelNames_areOneMoreExampleOfEach() {
        try (BaseModel base = TinyBase.open(1)) {
            List<Example> few = List.of(new Example("win cash now", "spam"), new Example("meeting at noon", "ham"));
            List<Example> more = new ArrayList<>(few);
            more.add(new Example("spam", "spam"));
            more.add(new Example("ham", "ham"));
            for (HeadConfig head : List.of(new HeadConfig.Linear(), new HeadConfig.Cosine(10))) {
                Adapter named = trainer(base, new Contrast.Proxies(10, true), head)
                        .train(ExampleSource.of(few))
                        .adapter();
                Adapter spelt = trainer(base, new Contrast.Proxies(10), head)
                        .train(ExampleSource.of(more))
                        .adapter();

                assertThat(named.deltas()).isEqualTo(spelt.deltas());
                assertThat(named.head()).isEqualTo(spelt.head());
            }
        }
    }

    @Test
    void train_labelWithoutExamples_isLearntFromItsName() {
        try (BaseModel base = TinyBase.open(1)) {
            ExampleSource<Example> few =
                    ExampleSource.of(List.of(new Example("win cash now", "spam"), new Example("free prize", "spam")));
            Adapter named = trainer(base, new Contrast.Proxies(10, true), new HeadConfig.Cosine(10))
                    .train(few)
                    .adapter();
            assertThat(named.head().orElseThrow().weight().dimension(0)).isEqualTo(2);

            FewShotTrainer nameless = trainer(base, new Contrast.Proxies(10), new HeadConfig.Cosine(10));
            assertThatThrownBy(() -> nameless.train(few)).isInstanceOf(InvalidDataException.class);
            FewShotTrainer empty = trainer(base, new Contrast.Proxies(10, true), new HeadConfig.Cosine(10));
            assertThatThrownBy(() -> empty.train(ExampleSource.of(List.of()))).isInstanceOf(InvalidDataException.class);
        }
    }

    @Test
    void words_underscoresAndHyphens_areSpaces() {
        assertThat(LabelNames.examples(List.of("card_arrival", "top-up by card")))
                .containsExactly(
                        new Example("card arrival", "card_arrival"), new Example("top up by card", "top-up by card"));
    }

    @Test
    void train_evaluation_isOfTheFinishedAdapter() {
        try (BaseModel base = TinyBase.open(1)) {
            TrainingResult result = trainer(base, new Contrast.InBatch(10), new HeadConfig.Linear())
                    .evaluateOn(ExampleSource.of(Mail.examples(100, 9)))
                    .train(ExampleSource.of(Mail.examples(32, 1)));

            double measured = result.best().orElseThrow().metrics().value("accuracy");
            assertThat(measured).isEqualTo(accuracy(base, result.adapter()));
            assertThat(result.adapter()
                            .manifest()
                            .training()
                            .getAsJsonObject("evaluation")
                            .get("accuracy")
                            .getAsDouble())
                    .isEqualTo(measured);
            assertThat(result.best().orElseThrow().step())
                    .isEqualTo(result.steps().size());
        }
    }

    @Test
    void start_onAThreadOfItsOwn_givesTheSame() {
        try (BaseModel base = TinyBase.open(1)) {
            ExampleSource<Example> few = ExampleSource.of(Mail.examples(12, 1));
            List<Integer> steps = new ArrayList<>();
            FewShotTrainer trainer = trainer(base, new Contrast.Proxies(10), new HeadConfig.Linear());
            Adapter alone = trainer.train(few).adapter();
            TrainingResult run = trainer.settings(training -> training.listener(new TrainingListener() {
                        @Override
                        public void onStep(Step step) {
                            steps.add(step.step());
                        }
                    }))
                    .start(few)
                    .await();

            assertThat(run.adapter()).isEqualTo(alone);
            assertThat(steps).hasSize(run.steps().size());
        }
    }

    @Test
    void train_oneExampleOfALabel_isRefusedByName() {
        try (BaseModel base = TinyBase.open(1)) {
            List<Example> few = List.of(new Example("a", "spam"), new Example("b", "spam"), new Example("c", "ham"));
            for (Contrast contrast : contrasts().subList(1, 4)) {
                assertThatThrownBy(() ->
                                trainer(base, contrast, new HeadConfig.Linear()).train(ExampleSource.of(few)))
                        .isInstanceOf(InvalidDataException.class)
                        .hasMessageContaining("\"ham\"");
            }
        }
    }

    @Test
    void train_oneExampleOfALabel_isEnoughForProxies() {
        try (BaseModel base = TinyBase.open(1)) {
            List<Example> few = List.of(new Example("a", "spam"), new Example("b", "ham"));
            Adapter adapter = trainer(base, new Contrast.Proxies(10), new HeadConfig.Linear())
                    .train(ExampleSource.of(few))
                    .adapter();
            assertThat(adapter.head().orElseThrow().weight().dimension(0)).isEqualTo(2);
        }
    }

    @Test
    void draw_pairs_areBalancedAndSeeded() {
        List<Example> examples = Mail.examples(10, 1);
        List<ScoredPair> pairs = ContrastivePairs.draw(examples, 3, 5);

        assertThat(pairs).hasSize(60);
        assertThat(pairs.stream().filter(pair -> pair.score() == 1)).hasSize(30);
        for (ScoredPair pair : pairs) {
            boolean same = label(examples, pair.first()).equals(label(examples, pair.second()));
            assertThat(pair.score()).isEqualTo(same ? 1 : 0);
        }
        assertThat(ContrastivePairs.draw(examples, 3, 5)).isEqualTo(pairs);
        assertThat(ContrastivePairs.draw(examples, 3, 6)).isNotEqualTo(pairs);
    }

    private static String label(List<Example> examples, String text) {
        return examples.stream()
                .filter(example -> example.text().equals(text))
                .findFirst()
                .orElseThrow()
                .label();
    }
}
