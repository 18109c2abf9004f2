package io.adapt4j.train.update;

import static io.adapt4j.train.testing.junit.TestEngine.ONNX;
import static io.adapt4j.train.testing.junit.TestEngine.PYTORCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Head;
import io.adapt4j.Manifest;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.task.Classification;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.RegressionSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.task.TokenClassificationSpec;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.testing.TinyBase;
import io.adapt4j.train.testing.junit.AdaptTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelUpdateTest {
    private static final List<Adapter> ADAPTERS = List.of(Desk.LINEAR, Desk.COSINE, Desk.MULTI_LABEL, Desk.TOKENS);

    @TempDir
    private Path folder;

    /** What the change makes of each label or tag, as outputs before and after; both are of the adapted base on this engine. */
    private interface Comparison {
        void check(Map<String, Double> before, Map<String, Double> after);
    }

    private static void compare(BaseModel base, Adapter before, Adapter after, Comparison comparison) {
        List<Map<String, Double>> old = Logits.of(base, before, Desk.TEXTS);
        List<Map<String, Double>> now = Logits.of(base, after, Desk.TEXTS);
        for (int text = 0; text < old.size(); text++) {
            comparison.check(old.get(text), now.get(text));
        }
    }

    private static List<String> names(Adapter adapter, String label) {
        return adapter == Desk.TOKENS ? List.of("B-" + label, "I-" + label) : List.of(label);
    }

    @AdaptTest(engines = {ONNX, PYTORCH})
    void add_anyTask_leavesTheOldOutputsAndAddsTheirMean(BaseModel base) {
        for (Adapter adapter : ADAPTERS) {
            Adapter grown = LabelUpdate.apply(adapter, LabelChange.none().add("travel", "loans"));

            compare(base, adapter, grown, (before, after) -> {
                assertThat(after)
                        .containsAllEntriesOf(before)
                        .hasSize(before.size() + 2 * names(adapter, "").size());
                for (int place = 0; place < names(adapter, "").size(); place++) {
                    double mean = 0;
                    for (String old : List.of("card", "fees", "login")) {
                        mean += before.get(names(adapter, old).get(place)) / 3;
                    }
                    assertThat(after.get(names(adapter, "travel").get(place))).isCloseTo(mean, within(1e-5));
                }
            });
        }
    }

    @AdaptTest(engines = {ONNX, PYTORCH})
    void renameAndRemove_anyTask_leaveTheOtherOutputsExactly(BaseModel base) {
        for (Adapter adapter : ADAPTERS) {
            Adapter changed = LabelUpdate.apply(
                    adapter, LabelChange.none().rename("card", "cards").remove("fees"));

            compare(base, adapter, changed, (before, after) -> {
                before.keySet().removeAll(names(adapter, "fees"));
                for (String name : names(adapter, "card")) {
                    assertThat(after).containsEntry(name + "s", before.remove(name));
                }
                assertThat(after).containsAllEntriesOf(before);
                assertThat(after.size())
                        .isEqualTo(before.size() + names(adapter, "").size());
            });
        }
    }

    @AdaptTest(engines = {ONNX, PYTORCH})
    void merge_linearHead_isTheSumOfTheOddsButForTheDivergence(BaseModel base) {
        double share = 0.75;
        for (Adapter adapter : List.of(Desk.LINEAR, Desk.MULTI_LABEL, Desk.TOKENS)) {
            Adapter merged =
                    LabelUpdate.apply(adapter, LabelChange.none().merge("money", Map.of("card", 30.0, "fees", 10.0)));

            compare(base, adapter, merged, (before, after) -> {
                for (int place = 0; place < names(adapter, "").size(); place++) {
                    double card = before.remove(names(adapter, "card").get(place));
                    double fees = before.remove(names(adapter, "fees").get(place));
                    double money = after.remove(names(adapter, "money").get(place));
                    double all = Math.log(Math.exp(card) + Math.exp(fees));
                    double part = Math.exp(card - all);
                    double divergence =
                            share * Math.log(share / part) + (1 - share) * Math.log((1 - share) / (1 - part));
                    assertThat(money).isCloseTo(all - divergence, within(1e-5)).isLessThanOrEqualTo(all + 1e-5);
                    assertThat(money).isGreaterThan(share * card + (1 - share) * fees);
                }
                assertThat(after).isEqualTo(before);
            });
        }
    }

    @AdaptTest
    void merge_weightsOfAnySize_countByTheirRatiosAlone(BaseModel base) {
        Adapter half = LabelUpdate.apply(Desk.LINEAR, LabelChange.none().merge("money", "card", "fees"));
        LabelChange huge =
                LabelChange.none().merge("money", Map.of("card", Double.MAX_VALUE, "fees", Double.MAX_VALUE));
        LabelChange vanishing = LabelChange.none().merge("money", Map.of("card", 1.0, "fees", Double.MIN_VALUE));

        assertThat(LabelUpdate.apply(Desk.LINEAR, huge).hash()).isEqualTo(half.hash());
        compare(base, Desk.LINEAR, LabelUpdate.apply(Desk.LINEAR, vanishing), (before, after) -> assertThat(
                        after.get("money"))
                .isCloseTo(before.get("card"), within(1e-6)));
    }

    @AdaptTest(engines = {ONNX, PYTORCH})
    void merge_multiLabel_isAtMostTheProbabilityOfAnyPart(BaseModel base) {
        Adapter merged = LabelUpdate.apply(Desk.MULTI_LABEL, LabelChange.none().merge("fees", "card", "fees"));

        compare(base, Desk.MULTI_LABEL, merged, (before, after) -> {
            double any = 1 - (1 - sigmoid(before.get("card"))) * (1 - sigmoid(before.get("fees")));
            assertThat(sigmoid(after.get("fees"))).isLessThanOrEqualTo(any + 1e-6);
        });
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @AdaptTest
    void merge_cosineHead_comparesWithTheMeanDirection(BaseModel base) {
        Adapter merged = LabelUpdate.apply(Desk.COSINE, LabelChange.none().merge("money", "card", "fees"));

        Head head = merged.head().orElseThrow();
        assertThat(head.bias().toFloatArray()).containsOnly(0);
        Head old = Desk.COSINE.head().orElseThrow();
        double[] sum = new double[head.hidden()];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = old.weight().floats().get(i) + old.weight().floats().get(sum.length + i);
        }
        double square = Arrays.stream(sum).map(x -> x * x).sum();
        for (int i = 0; i < sum.length; i++) {
            assertThat((double) head.weight().floats().get(i)) // logits per unit of cosine: 20
                    .isCloseTo(20 * sum[i] / Math.sqrt(square), within(1e-5));
        }
        compare(base, Desk.COSINE, merged, (before, after) -> {
            double mean = (before.remove("card") + before.remove("fees")) / 2;
            double length = Math.sqrt(square) / 40; // of the mean of both unit vectors
            assertThat(after.remove("money")).isCloseTo(mean / length, within(1e-4));
            assertThat(after).isEqualTo(before);
        });
    }

    @AdaptTest(engines = {ONNX, PYTORCH})
    void add_withExamples_answersTheNewLabelAtOnce(BaseModel base) {
        ExampleSource<Example> examples = ExampleSource.of(Desk.examples(8, 5, "card", "fees", "login", "travel"));
        for (Adapter adapter : List.of(Desk.LINEAR, Desk.COSINE)) {
            Adapter grown = LabelUpdate.apply(adapter, LabelChange.none().add("travel"), base, examples);

            compare(base, adapter, grown, (before, after) -> assertThat(after).containsAllEntriesOf(before));
            assertThat(Desk.accuracy(base, grown, Desk.examples(20, 9, "travel")))
                    .isGreaterThan(0.7);
            assertThat(Desk.accuracy(base, grown, Desk.examples(20, 9, "card", "fees", "login")))
                    .isGreaterThan(0.7);
        }
    }

    @AdaptTest
    void add_multiLabelWithExamples_givesTheNewLabelToItsTexts(BaseModel base) {
        List<MultiLabelExample> examples = Desk.examples(8, 5, "card", "fees", "login", "travel").stream()
                .map(example -> new MultiLabelExample(example.text(), Set.of(example.label())))
                .toList();

        Adapter grown =
                LabelUpdate.apply(Desk.MULTI_LABEL, LabelChange.none().add("travel"), base, ExampleSource.of(examples));

        assertThat(Logits.of(base, grown, List.of("flights to rome")).get(0).get("travel"))
                .isPositive();
        assertThat(Logits.of(base, grown, List.of("my card was lost", "forgot password")))
                .allSatisfy(logits -> assertThat(logits.get("travel")).isNegative());
    }

    @AdaptTest
    void add_cosineHeadWithExamples_isTheCentroidAtTheOldNorm(BaseModel base) {
        Adapter grown = LabelUpdate.apply(
                Desk.COSINE,
                LabelChange.none().add("travel"),
                base,
                ExampleSource.of(List.of(new Example("flights to rome", "travel"))));

        // of one text the centroid is its own direction: a cosine of 1 at 20 logits per unit
        assertThat(Logits.of(base, grown, List.of("flights to rome")).get(0).get("travel"))
                .isCloseTo(20, within(1e-4));
        assertThat(grown.head().orElseThrow().bias().toFloatArray()).containsOnly(0);
    }

    @AdaptTest(engines = {ONNX, PYTORCH})
    void host_update_isSwappedInWithItsOwnNumberOfLabels(BaseModel base) {
        Adapter grown = LabelUpdate.apply(Desk.LINEAR, LabelChange.none().add("travel"));
        Adapter shrunk = LabelUpdate.apply(grown, LabelChange.none().remove("travel", "login"));
        try (AdapterHost host = AdapterHost.on(base)) {
            List<List<String>> labels = new ArrayList<>();
            for (Adapter adapter : List.of(Desk.LINEAR, grown, shrunk)) {
                host.deploy("desk", adapter);
                Classification answer = host.classify("desk", "card stolen");
                labels.add(answer.labels());
                assertThat(answer.label()).isEqualTo("card");
            }
            assertThat(labels)
                    .containsExactly(
                            List.of("card", "fees", "login"),
                            List.of("card", "fees", "login", "travel"),
                            List.of("card", "fees"));
        }
    }

    @Test
    void manifest_ofSeveralUpdates_recordsEachWithItsParentAndIsSaved() {
        Adapter first = LabelUpdate.apply(
                Desk.LINEAR.withDocument("verdict", new JsonObject()),
                LabelChange.none().add("travel"));
        LabelChange rename = LabelChange.none().rename("card", "cards");
        Adapter second = LabelUpdate.apply(first, rename);
        second.save(folder.resolve("second"));

        Adapter loaded = Adapter.load(folder.resolve("second"));

        assertThat(loaded).isEqualTo(second).isEqualTo(LabelUpdate.apply(first, rename));
        assertThat(first.documents()).isEmpty();
        assertThat(second.hash()).isNotEqualTo(first.hash());
        assertThat(second.manifest().base()).isEqualTo(Desk.LINEAR.manifest().base());
        var changes = LabelUpdate.changes(loaded).orElseThrow();
        assertThat(changes).hasSize(2);
        assertThat(changes.get(0).getAsJsonObject().get("parent").getAsString())
                .isEqualTo(Desk.LINEAR.hash().toString());
        JsonObject last = changes.get(1).getAsJsonObject();
        assertThat(last.get("parent").getAsString()).isEqualTo(first.hash().toString());
        assertThat(last.getAsJsonObject("change")).isEqualTo(rename.toJson());
        assertThat(((TextClassificationSpec) loaded.manifest().task().orElseThrow()).labels())
                .containsExactly("cards", "fees", "login", "travel");
    }

    @Test
    void apply_changeThatDoesNotFit_isRefused() {
        assertThatThrownBy(
                        () -> LabelUpdate.apply(Desk.LINEAR, LabelChange.none().remove("crad")))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("did you mean \"card\"");
        assertThatThrownBy(
                        () -> LabelUpdate.apply(Desk.LINEAR, LabelChange.none().remove("card", "fees")))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("leaves [login], but at least 2 are needed");
        TaskSpec one = LabelUpdate.apply(Desk.TOKENS, LabelChange.none().remove("card", "fees"))
                .manifest()
                .task()
                .orElseThrow();
        assertThat(((TokenClassificationSpec) one).tags()).containsExactly("O", "B-login", "I-login");
    }

    @Test
    void apply_taskWithoutLabels_isRefused() {
        LabelChange change = LabelChange.none().add("a");
        TaskSpec regression = new RegressionSpec(List.of("price"), Pooling.MEAN, false, 16);
        TaskSpec embedding = new EmbeddingSpec(Pooling.MEAN, true, 16);

        for (TaskSpec task : List.of(regression, embedding)) {
            assertThatThrownBy(() -> LabelUpdate.apply(with(Optional.of(task)), change))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining(task.name());
        }
        assertThatThrownBy(() -> LabelUpdate.apply(with(Optional.empty()), change))
                .isInstanceOf(IncompatibleAdapterException.class)
                .hasMessageContaining("no task");
    }

    private static Adapter with(Optional<TaskSpec> task) {
        Head head = new Head(Tensor.of(new float[32], 1, 32), Tensor.of(new float[1], 1));
        Manifest old = Desk.LINEAR.manifest();
        return new Adapter(
                Desk.LINEAR.method(),
                Desk.LINEAR.deltas(),
                Optional.of(head),
                Desk.LINEAR.tokenizer(),
                new Manifest(old.base(), old.baseWeights(), task, old.tokenizer(), old.training()));
    }

    @AdaptTest
    void apply_examplesThatDoNotFit_areRefused(BaseModel base) {
        LabelChange change = LabelChange.none().add("travel");

        assertRefused(base, change, Desk.examples(3, 1, "card"), "No example has the new label \"travel\"");
        assertRefused(base, change, List.of(new Example("a", "travle")), "did you mean \"travel\"");
        assertRefused(base, change, Desk.examples(3, 1, "travel"), "All examples have the new label \"travel\"");
        assertRefused(base, change, List.of(), "None of the examples has a label");
        assertThatThrownBy(() -> LabelUpdate.apply(Desk.TOKENS, change, base, ExampleSource.of(List.of())))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("token-classification");
        try (BaseModel other = TinyBase.open(2)) {
            assertThatThrownBy(() -> LabelUpdate.apply(
                            Desk.LINEAR, change, other, ExampleSource.of(Desk.examples(3, 1, "travel"))))
                    .isInstanceOf(IncompatibleAdapterException.class);
        }
    }

    private static void assertRefused(BaseModel base, LabelChange change, List<Example> examples, String named) {
        assertThatThrownBy(() -> LabelUpdate.apply(Desk.LINEAR, change, base, ExampleSource.of(examples)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(named);
    }
}
