package io.adapt4j.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.Entities;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.Regression;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.data.NumericExample;
import io.adapt4j.train.data.ScoredPair;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.data.TextPair;
import io.adapt4j.train.metric.ClassificationMetrics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Answers given by hand, compared with examples of each kind. */
class EvaluationTest {

    /** Gives each text the answer that a map has for it. */
    private record Known(Map<String, ?> answers) implements Answers {
        @Override
        public <A> List<A> of(List<String> texts, Class<A> type) {
            return texts.stream().map(answers::get).map(type::cast).toList();
        }
    }

    private static Classification label(String label, float probability) {
        boolean spam = label.equals("spam");
        return new Classification(
                List.of("spam", "ham"),
                List.of(spam ? probability : 1 - probability, spam ? 1 - probability : probability));
    }

    @Test
    void labels_someRightSomeWrong_areCounted() {
        Evaluation evaluation = Evaluation.of(
                List.of(new Example("a", "spam"), new Example("b", "ham"), new Example("c", "ham")),
                new Known(Map.of("a", label("spam", 0.9f), "b", label("spam", 0.8f), "c", label("ham", 0.7f))));

        assertThat(evaluation.metrics().value("accuracy")).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(evaluation.metrics(new int[] {1, 1, 2}).value("accuracy")).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(evaluation.share()).contains("accuracy");
        assertThat(evaluation.worst(new int[] {0, 1, 2}, 9)).containsExactly(new ComparedRow(1, "b", "ham", "spam"));
        assertThat(evaluation.worst(new int[] {0, 2}, 9)).isEmpty();
        assertThat(evaluation.decisions(1)).containsExactly(new Decision(0.8f, false));
    }

    @Test
    void severalLabels_areRightAsASet() {
        List<String> labels = List.of("x", "y");
        Evaluation evaluation = Evaluation.of(
                List.of(new MultiLabelExample("a", Set.of("x", "y")), new MultiLabelExample("b", Set.of())),
                new Known(Map.of(
                        "a", new MultiLabel(labels, List.of(0.9f, 0.6f), 0.5),
                        "b", new MultiLabel(labels, List.of(0.75f, 0.25f), 0.5))));

        assertThat(evaluation.metrics().value("subsetAccuracy")).isEqualTo(0.5);
        assertThat(evaluation.worst(new int[] {0, 1}, 9)).containsExactly(new ComparedRow(1, "b", "[]", "[x]"));
        assertThat(evaluation.decisions(1)).containsExactly(new Decision(0.75, false), new Decision(0.75, true));
        assertThatThrownBy(() -> Evaluation.of(
                        List.of(new MultiLabelExample("a", Set.of("z"))),
                        new Known(Map.of("a", new MultiLabel(labels, List.of(0.9f, 0.6f), 0.5)))))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("[z]")
                .hasMessageContaining("[x, y]");
    }

    @Test
    void ofAnyLabels_labelThatTheAnswersDoNotHave_isAWrongRow() {
        Known answers = new Known(Map.of("a", label("spam", 0.9f), "b", label("ham", 0.8f), "c", label("ham", 0.7f)));
        List<Example> examples = List.of(new Example("a", "spam"), new Example("b", "new"), new Example("c", "ham"));
        assertThatThrownBy(() -> Evaluation.of(examples, answers))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("\"new\"");

        Evaluation evaluation = Evaluation.ofAnyLabels(examples, answers);

        assertThat(evaluation.metrics()).isInstanceOfSatisfying(ClassificationMetrics.class, metrics -> {
            assertThat(metrics.labels()).containsExactly("spam", "ham", "new");
            assertThat(metrics.confusion()).containsExactly(List.of(1, 0, 0), List.of(0, 1, 0), List.of(0, 1, 0));
            assertThat(metrics.macroF1()).isCloseTo((1 + 2 / 3.0 + 0) / 3, within(1e-12));
        });
        assertThat(evaluation.metrics(new int[] {0, 2}).value("accuracy")).isEqualTo(1);
        assertThat(evaluation.row(1)).isEqualTo(new ComparedRow(1, "b", "new", "ham"));
        assertThat(evaluation.decisions(1)).containsExactly(new Decision(0.8f, false));
    }

    @Test
    void ofAnyLabels_severalLabels_missesThoseThatTheAnswersDoNotHave() {
        Evaluation evaluation = Evaluation.ofAnyLabels(
                List.of(new MultiLabelExample("a", Set.of("x", "z")), new MultiLabelExample("b", Set.of("y"))),
                new Known(Map.of(
                        "a", new MultiLabel(List.of("x", "y"), List.of(0.9f, 0.1f), 0.5),
                        "b", new MultiLabel(List.of("x", "y"), List.of(0.1f, 0.9f), 0.5))));

        assertThat(evaluation.metrics().value("subsetAccuracy")).isEqualTo(0.5);
        assertThat(evaluation.metrics().value("microF1")).isCloseTo(0.8, within(1e-12)); // 2 hits, 2 given, 3 true
        assertThat(evaluation.right(0)).isFalse();
        assertThat(evaluation.right(1)).isTrue();
    }

    @Test
    void ofAnyLabels_tasksWithoutLabels_areComparedAsBefore() {
        List<NumericExample> examples = List.of(NumericExample.of("a", 1));
        Known answers = new Known(Map.of("a", new Regression(List.of("n"), List.of(1.5f))));

        assertThat(Evaluation.ofAnyLabels(examples, answers).metrics().values())
                .isEqualTo(Evaluation.of(examples, answers).metrics().values());
    }

    @Test
    void numbers_areNearerOrFarther() {
        Evaluation evaluation = Evaluation.of(
                List.of(NumericExample.of("a", 1), NumericExample.of("b", 2)),
                new Known(Map.of(
                        "a", new Regression(List.of("n"), List.of(1.5f)),
                        "b", new Regression(List.of("n"), List.of(4f)))));

        assertThat(evaluation.metrics().value("mae")).isEqualTo(1.25);
        assertThat(evaluation.share()).isEmpty();
        assertThat(evaluation.worst(new int[] {0, 1}, 9))
                .extracting(ComparedRow::row)
                .containsExactly(1, 0);
        assertThat(evaluation.row(1).given()).isEqualTo("[4.0000]");
    }

    @Test
    void worst_answersThatAreNoNumbers_comeFirst() {
        Evaluation evaluation = Evaluation.of(
                List.of(NumericExample.of("a", 1), NumericExample.of("b", 2), NumericExample.of("c", 3)),
                new Known(Map.of(
                        "a", new Regression(List.of("n"), List.of(1.5f)),
                        "b", new Regression(List.of("n"), List.of(Float.NaN)),
                        "c", new Regression(List.of("n"), List.of(9f)))));

        assertThat(evaluation.worst(new int[] {0, 1, 2}, 9))
                .extracting(ComparedRow::row)
                .containsExactly(1, 2, 0);
    }

    @Test
    void entities_areRightByKindAndPlace() {
        TaggedText both = new TaggedText(List.of("ada", "met", "bob"), List.of("B-PER", "O", "B-PER"));
        Evaluation evaluation = Evaluation.of(
                List.of(both),
                new Known(Map.of(both.text(), new Entities(List.of(new Entities.Entity("PER", 0, 3, "ada", 0.9f))))));

        assertThat(evaluation.metrics().value("recall")).isEqualTo(0.5);
        assertThat(evaluation.row(0))
                .isEqualTo(new ComparedRow(0, "ada met bob", "[PER \"ada\", PER \"bob\"]", "[PER \"ada\"]"));
        assertThat(evaluation.right(0)).isFalse();
        assertThat(evaluation.decisions(0)).containsExactly(new Decision(0.9f, true));
    }

    private static Embedding angle(double degrees) {
        double radians = Math.toRadians(degrees);
        return new Embedding(new float[] {(float) Math.cos(radians), (float) Math.sin(radians)});
    }

    @Test
    void pairs_ofSomeRows_areLookedForAmongAllPartners() {
        Evaluation evaluation = Evaluation.of(
                List.of(new TextPair("a", "A"), new TextPair("b", "B")),
                new Known(Map.of("a", angle(0), "A", angle(60), "b", angle(50), "B", angle(40))));

        // a is nearer to B; b is as near to both
        assertThat(evaluation.metrics().value("mrr")).isEqualTo(0.75);
        assertThat(evaluation.metrics(new int[] {0}).value("mrr")).isEqualTo(0.5);
        assertThat(evaluation.right(0)).isFalse();
        assertThat(evaluation.right(1)).isTrue();
    }

    @Test
    void scoredPairs_areComparedByCosine() {
        Evaluation evaluation = Evaluation.of(
                List.of(new ScoredPair("a", "b", 1), new ScoredPair("a", "c", 0.5)),
                new Known(Map.of("a", angle(0), "b", angle(90), "c", angle(60))));

        assertThat(evaluation.metrics().loss()).isCloseTo(0.5, within(1e-6));
        assertThat(evaluation.worst(new int[] {0, 1}, 1).get(0).row()).isZero();
    }

    @Test
    void hash_ofExamples_isTheSha256OfTheirPartsWithLengths() throws Exception {
        var digest = java.security.MessageDigest.getInstance("SHA-256");
        // Guava's hasher writes integers with the lowest byte first
        digest.update(new byte[] {2, 0, 0, 0, 'h', 'i', 3, 0, 0, 0, 'h', 'a', 'm'});

        assertThat(Evaluation.hash(List.of(new Example("hi", "ham"))))
                .isEqualTo(new ContentHash(java.util.HexFormat.of().formatHex(digest.digest())));
    }

    @Test
    void examples_noneOrOfNoKind_areRefused() {
        assertThatThrownBy(() -> Evaluation.of(List.of(), new Known(Map.of())))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("no examples");
        assertThatThrownBy(() -> Evaluation.of(List.of(42), new Known(Map.of())))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("java.lang.Integer")
                .hasMessageContaining("MultiLabelExample");
    }
}
