package io.adapt4j.train.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Head;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.dora.Dora;
import io.adapt4j.method.ia3.Ia3;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.data.NumericExample;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.data.TextPair;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.migrate.strategy.Distilled;
import io.adapt4j.train.migrate.strategy.MigrationSettings;
import io.adapt4j.train.migrate.strategy.Projected;
import io.adapt4j.train.migrate.strategy.Refined;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.MultiLabelClassification;
import io.adapt4j.train.task.TextEmbedding;
import io.adapt4j.train.task.TextRegression;
import io.adapt4j.train.task.TokenClassification;
import io.adapt4j.train.task.TrainingTask;
import io.adapt4j.train.testing.TinyBase;
import io.adapt4j.train.testing.TinyShape;
import io.adapt4j.train.testing.junit.AdaptTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Migrations of other tasks and methods, and of what cannot be migrated. */
class OtherTasksTest {
    private static final Hyperparameters TRAINING = Hyperparameters.defaults()
            .withEpochs(3)
            .withBatchSize(16)
            .withLearningRate(5e-3)
            .withHeadLearningRate(5e-3);
    private static final List<Example> EXAMPLES = Inbox.examples(120, 1);
    private static final List<String> TEXTS = Inbox.texts(120, 5);

    private static <E> Adapter train(BaseModel base, MethodConfig method, TrainingTask<E, ?> task, List<E> examples) {
        return Trainer.on(base)
                .method(method)
                .hyperparameters(TRAINING.withEpochs(6).withLearningRate(1e-2).withHeadLearningRate(1e-2))
                .task(task)
                .train(ExampleSource.of(examples))
                .adapter();
    }

    private static Migrator migrator(BaseModel old, BaseModel now) {
        return Migrator.between(old, now, TinyBase.tokenizer())
                .texts(TEXTS)
                .settings(
                        MigrationSettings.defaults().withDistillation(TRAINING).withRefinement(TRAINING))
                .gate(MigrationGate.defaults().withAgreement(0.7).withRetention(0.7));
    }

    private static double measured(Adapter adapter) {
        return Verdict.of(adapter).orElseThrow().findings().get(0).figures().getOrDefault("measured", 0.0);
    }

    private static List<MultiLabelExample> multiLabel(List<Example> examples) {
        return examples.stream()
                .map(example -> new MultiLabelExample(
                        example.text(),
                        example.label().equals("card") || example.label().equals("fees")
                                ? Set.of(example.label(), "money")
                                : Set.of(example.label())))
                .toList();
    }

    @AdaptTest
    void migrate_multiLabel_distilsAndRefines(BaseModel old) {
        Adapter adapter = train(
                old,
                Lora.rank(4),
                MultiLabelClassification.inferLabels().tokenizer(TinyBase.tokenizer()),
                multiLabel(EXAMPLES));
        try (BaseModel other = TinyBase.open(3, new TinyShape(1, 48, 4))) {
            Migration taught = migrator(old, other).strategies(new Distilled()).migrate(adapter);
            Migration refined = migrator(old, other)
                    .examples(ExampleSource.of(multiLabel(Inbox.examples(80, 3))))
                    .judgedOn(ExampleSource.of(multiLabel(Inbox.examples(60, 99))))
                    .strategies(new Refined())
                    .migrate(adapter);

            assertThat(measured(taught.orThrow())).isGreaterThan(0.7);
            assertThat(measured(refined.orThrow())).isGreaterThan(0.7);
        }
    }

    private static List<NumericExample> numeric(List<Example> examples) {
        return examples.stream()
                .map(example -> NumericExample.of(
                        example.text(),
                        1000 + 100 * "cfltx".indexOf(example.label().charAt(0))))
                .toList();
    }

    @AdaptTest
    void migrate_numbersInTheirOwnUnit_areDistilledToTheSameUnit(BaseModel old) {
        Adapter adapter =
                train(old, Lora.rank(4), TextRegression.of("price").tokenizer(TinyBase.tokenizer()), numeric(EXAMPLES));
        try (BaseModel other = TinyBase.open(3, new TinyShape(1, 48, 4))) {
            Migration taught = migrator(old, other).strategies(new Distilled()).migrate(adapter);
            Migration refined = migrator(old, other)
                    .examples(ExampleSource.of(numeric(Inbox.examples(80, 3))))
                    .judgedOn(ExampleSource.of(numeric(Inbox.examples(60, 99))))
                    .strategies(new Refined())
                    .migrate(adapter);

            assertThat(measured(taught.orThrow())).isGreaterThan(0.7); // the share of the variance of the old answers
            assertThat(measured(refined.orThrow())).isGreaterThan(0.7);
        }
    }

    private static List<TaggedText> tagged(List<Example> examples) {
        List<TaggedText> all = new ArrayList<>();
        for (Example example : examples) {
            List<String> words = List.of(example.text().strip().split(" "));
            List<String> tags = words.stream()
                    .map(word -> Set.of("card", "fee", "fees", "hotel", "flights", "password")
                                    .contains(word)
                            ? "B-thing"
                            : "O")
                    .toList();
            all.add(new TaggedText(words, tags));
        }
        return all;
    }

    @AdaptTest
    void migrate_entities_areCarriedByTokensAndDistilled(BaseModel old) {
        Adapter adapter = train(
                old, Lora.rank(4), TokenClassification.inferKinds().tokenizer(TinyBase.tokenizer()), tagged(EXAMPLES));
        try (BaseModel other = TinyBase.open(3, new TinyShape(1, 48, 4));
                BaseModel turned = Bases.turned(Bases.Turns.random(3))) {
            Migration carried =
                    migrator(old, turned).strategies(new Projected()).migrate(adapter);
            Migration taught = migrator(old, other)
                    .strategies(new Distilled())
                    .settings(MigrationSettings.defaults().withDistillation(TRAINING.withEpochs(8)))
                    .gate(MigrationGate.defaults().withAgreement(0.4).withConfidence(0))
                    .migrate(adapter);

            assertThat(measured(carried.orThrow())).isEqualTo(1);
            assertThat(taught.orThrow().head().orElseThrow().hidden()).isEqualTo(48);
        }
    }

    @AdaptTest
    void migrate_vectors_keepTheirSimilarities(BaseModel old) {
        List<TextPair> pairs = new ArrayList<>();
        for (int i = 0; i + 4 < EXAMPLES.size(); i++) {
            pairs.add(new TextPair(EXAMPLES.get(i).text(), EXAMPLES.get(i + 4).text())); // labels take turns
        }
        Adapter adapter = train(old, Lora.rank(4), TextEmbedding.pairs().tokenizer(TinyBase.tokenizer()), pairs);
        try (BaseModel turned = Bases.turned(Bases.Turns.random(3));
                BaseModel other = TinyBase.open(3, new TinyShape(1, 48, 4))) {
            Migration carried =
                    migrator(old, turned).strategies(new Projected()).migrate(adapter);
            Migration taught = migrator(old, other)
                    .strategies(new Distilled())
                    .gate(MigrationGate.defaults().withAgreement(0.5).withConfidence(0))
                    .migrate(adapter);

            assertThat(measured(carried.orThrow())).isGreaterThan(0.99); // the rank correlation of cosines
            assertThat(measured(taught.orThrow())).isGreaterThan(0.5);
        }
    }

    @AdaptTest
    void migrate_otherMethods_areCarriedWhereAProductCanSayWhatTheyDo(BaseModel old) {
        Adapter dora = train(old, Dora.rank(4), Inbox.task(new HeadConfig.Linear()), EXAMPLES);
        Adapter ia3 = train(
                old, Ia3.targets("attention.key", "attention.value"), Inbox.task(new HeadConfig.Linear()), EXAMPLES);
        try (BaseModel successor = Bases.successor(0.01, 2);
                BaseModel turned = Bases.turned(Bases.Turns.random(3))) {
            assertThat(migrator(old, successor).migrate(dora).strategy()).contains("direct");
            assertThat(migrator(old, successor).migrate(ia3).strategy()).contains("direct");
            Migration carried =
                    migrator(old, turned).strategies(new Projected()).migrate(dora);
            assertThat(carried.orThrow().method()).isInstanceOf(Lora.class);
            assertThat(carried.attempts().get(0).details().get("carriedModules").getAsInt())
                    .isEqualTo(6);
            Migration lost = migrator(old, turned).strategies(new Projected()).migrate(ia3);
            assertThat(lost.attempts().get(0).details().get("carriedModules").getAsInt())
                    .isZero();
            assertThat(lost.attempts().get(0).details().get("whyNotCarried").getAsString())
                    .contains("biases");
        }
    }

    @AdaptTest
    void migrate_nothingToJudgeOnOrOtherExamples_isRefusedByType(BaseModel old) {
        Migrator migrator = migrator(old, old);

        assertThatThrownBy(() -> migrator.texts(List.of()).migrate(Inbox.ADAPTER))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("needs something to be judged on");
        assertThatThrownBy(() -> migrator.texts(List.of("", "  ")).migrate(Inbox.ADAPTER))
                .isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> migrator.texts(TEXTS)
                        .examples(ExampleSource.of(
                                List.of(new Example("a", "card"), new Example("b", "crad"), new Example("c", "crad"))))
                        .migrate(Inbox.ADAPTER))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("\"crad\"");
        assertThatThrownBy(() ->
                        migrator.examples(ExampleSource.of(numeric(EXAMPLES))).migrate(Inbox.ADAPTER))
                .isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() ->
                        migrator.examples(ExampleSource.of(List.of("text"))).migrate(Inbox.ADAPTER))
                .isInstanceOf(InvalidDataException.class);
    }

    @AdaptTest
    void migrate_adapterThatIsDamagedOrOfAnotherBase_isRefusedByType(BaseModel old) {
        Manifest manifest = Inbox.ADAPTER.manifest();
        Adapter silent = with(
                Inbox.ADAPTER.deltas(),
                Inbox.ADAPTER.head(),
                new Manifest(
                        manifest.base(),
                        manifest.baseWeights(),
                        Optional.empty(),
                        manifest.tokenizer(),
                        manifest.training()));
        float[] broken = Inbox.ADAPTER.head().orElseThrow().weight().toFloatArray();
        broken[5] = Float.NaN;
        Head head = new Head(
                Tensor.of(broken, 4, 32), Inbox.ADAPTER.head().orElseThrow().bias());
        Adapter damaged = with(Inbox.ADAPTER.deltas(), Optional.of(head), manifest);
        Adapter without = new Adapter(
                Inbox.ADAPTER.method(), Inbox.ADAPTER.deltas(), Inbox.ADAPTER.head(), Optional.empty(), manifest);
        try (BaseModel other = TinyBase.open(2)) {
            assertThatThrownBy(() -> migrator(other, old).migrate(Inbox.ADAPTER))
                    .isInstanceOf(IncompatibleAdapterException.class)
                    .hasMessageContaining(other.hash().toString());
            assertThatThrownBy(() -> migrator(old, other).migrate(silent))
                    .isInstanceOf(IncompatibleAdapterException.class)
                    .hasMessageContaining("no task");
            assertThatThrownBy(() -> migrator(old, other).migrate(damaged))
                    .isInstanceOf(InvalidAdapterException.class)
                    .hasMessageContaining("NaN");
            assertThatThrownBy(() -> migrator(old, other).migrate(without))
                    .isInstanceOf(IncompatibleAdapterException.class)
                    .hasMessageContaining("no tokenizer");
        }
    }

    private static Adapter with(List<ModuleDelta> deltas, Optional<Head> head, Manifest manifest) {
        return new Adapter(Inbox.ADAPTER.method(), deltas, head, Inbox.ADAPTER.tokenizer(), manifest);
    }

    @AdaptTest
    void migrate_newBaseThatGivesNaN_isRefusedByType(BaseModel old) {
        try (BaseModel damaged = Bases.damaged()) {
            assertThatThrownBy(() -> migrator(old, damaged).migrate(Inbox.ADAPTER))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("NaN");
        }
    }
}
