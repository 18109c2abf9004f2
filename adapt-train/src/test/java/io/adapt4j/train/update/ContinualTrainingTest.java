package io.adapt4j.train.update;

import static io.adapt4j.train.testing.junit.TestEngine.ONNX;
import static io.adapt4j.train.testing.junit.TestEngine.PYTORCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.MultiLabelSpec;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.data.Replay;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.task.MultiLabelClassification;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.task.TokenClassification;
import io.adapt4j.train.testing.TinyBase;
import io.adapt4j.train.testing.junit.AdaptTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A training that goes on after the labels have changed. */
class ContinualTrainingTest {
    private static final List<Example> OLD = Desk.examples(30, 1, "card", "fees", "login");
    private static final List<Example> OLD_TEST = Desk.examples(30, 2, "card", "fees", "login");
    private static final List<Example> NEW_TEST = Desk.examples(30, 2, "travel");

    /** Hardly anything but the new label comes in: a single example of each old one. */
    private static ExampleSource<Example> fresh() {
        List<Example> fresh = new ArrayList<>(Desk.examples(60, 3, "travel"));
        fresh.addAll(Desk.examples(1, 3, "card", "fees", "login"));
        return ExampleSource.of(fresh);
    }

    @AdaptTest(engines = {ONNX, PYTORCH})
    void train_afterGrowth_learnsTheNewLabelAndForgetsTheOldOnesWithoutReplay(BaseModel base) {
        Adapter grown = LabelUpdate.apply(Desk.LINEAR, LabelChange.none().add("travel"));
        var trainer = Desk.trainer(base, LabelUpdate.task(Desk.linear(), grown)).from(grown);
        ExampleSource<Example> mixed =
                Replay.share(0.6).withSeed(1).mix(fresh(), ExampleSource.of(OLD), ExampleKinds.LABELLED);

        Adapter replayed = trainer.train(mixed).adapter();
        Adapter forgetful = trainer.train(fresh()).adapter();

        assertThat(Desk.accuracy(base, replayed, NEW_TEST)).isGreaterThan(0.9);
        assertThat(Desk.accuracy(base, forgetful, NEW_TEST)).isGreaterThan(0.9);
        assertThat(Desk.accuracy(base, replayed, OLD_TEST))
                .isGreaterThan(Desk.accuracy(base, Desk.LINEAR, OLD_TEST) - 0.05);
        assertThat(Desk.accuracy(base, forgetful, OLD_TEST)).isLessThan(0.7);
        assertThat(LabelUpdate.changes(replayed)).isEqualTo(LabelUpdate.changes(grown));
        assertThat(replayed.manifest().training().get("start").getAsString())
                .isEqualTo(grown.hash().toString());
    }

    @AdaptTest
    void train_cosineHeadAfterAllChanges_goesOnFromWhereItIs(BaseModel base) {
        LabelChange change = LabelChange.none().add("travel").merge("money", "card", "fees");
        List<Example> all = new ArrayList<>(OLD);
        all.addAll(Desk.examples(30, 3, "travel"));
        ExampleSource<Example> now = change.relabel(ExampleSource.of(all));
        Adapter updated = LabelUpdate.apply(Desk.COSINE, change, base, now);
        var task = LabelUpdate.task(Desk.cosine(), updated);

        Adapter untrained = Desk.trainer(base, task)
                .from(updated)
                .learningRate(1e-12)
                .train(now)
                .adapter();
        Adapter trained = Desk.trainer(base, task).from(updated).train(now).adapter();

        float[] weight = updated.head().orElseThrow().weight().toFloatArray();
        assertThat(untrained.head().orElseThrow().weight().toFloatArray())
                .usingComparatorWithPrecision(1e-4f)
                .containsExactly(weight);
        List<Example> test = change.relabel(ExampleSource.of(OLD_TEST)).read();
        assertThat(Desk.accuracy(base, trained, test)).isGreaterThan(0.9);
        assertThat(Desk.accuracy(base, trained, NEW_TEST)).isGreaterThan(0.9);
    }

    @AdaptTest
    void train_examplesOfSomeLabelsOnly_goesOnButDoesNotBegin(BaseModel base) {
        TextClassification task = LabelUpdate.task(Desk.linear(), Desk.LINEAR);
        ExampleSource<Example> card = ExampleSource.of(Desk.examples(8, 3, "card"));

        Adapter trained =
                Desk.trainer(base, task).from(Desk.LINEAR).epochs(1).train(card).adapter();

        assertThat(trained.manifest().task()).isEqualTo(Desk.LINEAR.manifest().task());
        ExampleSource<Example> two = ExampleSource.of(Desk.examples(8, 3, "card", "fees"));
        assertThatThrownBy(() -> Desk.trainer(base, task).train(two))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("No example has the labels [login]");
        ExampleSource<Example> travel = ExampleSource.of(Desk.examples(8, 3, "travel"));
        assertThatThrownBy(() -> Desk.trainer(base, task).from(Desk.LINEAR).train(travel))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("labels [travel]");
    }

    @AdaptTest
    void train_otherTasksAfterGrowth_goOn(BaseModel base) {
        Adapter labels = LabelUpdate.apply(Desk.MULTI_LABEL, LabelChange.none().add("travel"));
        var many = LabelUpdate.task(MultiLabelClassification.inferLabels().tokenizer(TinyBase.tokenizer()), labels);
        Adapter kinds = LabelUpdate.apply(Desk.TOKENS, LabelChange.none().add("city"));
        var tokens = LabelUpdate.task(TokenClassification.inferKinds().tokenizer(TinyBase.tokenizer()), kinds);

        Adapter manyTrained = Desk.trainer(base, many)
                .from(labels)
                .train(ExampleSource.of(List.of(new MultiLabelExample("hotel in rome", Set.of("travel")))))
                .adapter();
        Adapter tokensTrained = Desk.trainer(base, tokens)
                .from(kinds)
                .train(ExampleSource.of(List.of(new TaggedText(List.of("rome"), List.of("B-city")))))
                .adapter();

        assertThat(manyTrained.manifest().task().orElseThrow())
                .isInstanceOfSatisfying(MultiLabelSpec.class, spec -> assertThat(spec.labels())
                        .containsExactly("card", "fees", "login", "travel"));
        assertThat(tokensTrained.manifest().task()).isEqualTo(kinds.manifest().task());
    }

    @AdaptTest
    void train_otherTasksOnExamplesWithoutLabels_goOnButDoNotBegin(BaseModel base) {
        var many = LabelUpdate.task(
                MultiLabelClassification.inferLabels().tokenizer(TinyBase.tokenizer()), Desk.MULTI_LABEL);
        var noLabel = ExampleSource.of(List.of(new MultiLabelExample("hotel in rome", Set.of())));
        var tokens = LabelUpdate.task(TokenClassification.inferKinds().tokenizer(TinyBase.tokenizer()), Desk.TOKENS);
        var noEntity = ExampleSource.of(List.of(new TaggedText(List.of("hello"), List.of("O"))));

        assertThat(Desk.trainer(base, many)
                        .from(Desk.MULTI_LABEL)
                        .train(noLabel)
                        .adapter()
                        .manifest()
                        .task())
                .isEqualTo(Desk.MULTI_LABEL.manifest().task());
        assertThat(Desk.trainer(base, tokens)
                        .from(Desk.TOKENS)
                        .train(noEntity)
                        .adapter()
                        .manifest()
                        .task())
                .isEqualTo(Desk.TOKENS.manifest().task());
        assertThatThrownBy(() -> Desk.trainer(base, many).train(noLabel))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("has a label");
        assertThatThrownBy(() -> Desk.trainer(base, tokens).train(noEntity))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("has an entity");
    }
}
