package io.adapt4j.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.Classification;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassificationMetricsTest {
    private static final List<String> LABELS = List.of("a", "b", "c");

    private static Classification answer(String label) {
        List<Float> probabilities = new ArrayList<>();
        LABELS.forEach(l -> probabilities.add(l.equals(label) ? 0.8f : 0.1f));
        return new Classification(LABELS, probabilities);
    }

    @Test
    void of_knownAnswers_givesTheMetricsWorkedOutByHand() {
        // truth a a a b b c; given a a b b c c
        ClassificationMetrics metrics = ClassificationMetrics.of(
                List.of(answer("a"), answer("a"), answer("b"), answer("b"), answer("c"), answer("c")),
                List.of("a", "a", "a", "b", "b", "c"));

        assertThat(metrics.confusion()).containsExactly(List.of(2, 1, 0), List.of(0, 1, 1), List.of(0, 0, 1));
        assertThat(metrics.accuracy()).isCloseTo(4 / 6.0, within(1e-12));
        assertThat(metrics.f1("a")).isCloseTo(0.8, within(1e-12)); // precision 1, recall 2/3
        assertThat(metrics.f1("b")).isCloseTo(0.5, within(1e-12)); // precision 1/2, recall 1/2
        assertThat(metrics.f1("c")).isCloseTo(2 / 3.0, within(1e-12)); // precision 1/2, recall 1
        assertThat(metrics.macroF1()).isCloseTo((0.8 + 0.5 + 2 / 3.0) / 3, within(1e-12));
        assertThat(metrics.loss()).isCloseTo(-(4 * Math.log(0.8) + 2 * Math.log(0.1)) / 6, within(1e-6));
    }

    @Test
    void macroF1_labelThatNeitherExamplesNorAnswersHave_doesNotCount() {
        assertThat(ClassificationMetrics.of(List.of(answer("a"), answer("b")), List.of("a", "b"))
                        .macroF1())
                .isEqualTo(1);
        assertThat(ClassificationMetrics.of(List.of(answer("a"), answer("c")), List.of("a", "a"))
                        .macroF1())
                .isCloseTo((2 / 3.0 + 0) / 2, within(1e-12));
    }

    @Test
    void of_labelUnseenInTraining_isRefused() {
        assertThatThrownBy(() -> ClassificationMetrics.of(List.of(answer("a")), List.of("z")))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("\"z\"");
    }
}
