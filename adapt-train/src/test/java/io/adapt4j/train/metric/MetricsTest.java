package io.adapt4j.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.Entities;
import io.adapt4j.task.Entities.Entity;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.Regression;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Metrics against values computed by hand. */
class MetricsTest {

    @Test
    void multiLabel_countsLabelsAndTexts() {
        List<String> labels = List.of("a", "b");
        Metrics metrics = MultiLabelMetrics.of(
                List.of(
                        new MultiLabel(labels, List.of(0.9f, 0.6f), 0.5),
                        new MultiLabel(labels, List.of(0.2f, 0.8f), 0.5),
                        new MultiLabel(labels, List.of(0.1f, 0.3f), 0.5)),
                List.of(Set.of("a"), Set.of("b"), Set.of("a")));

        // a: 1 hit, 2 true, 1 given; b: 1 hit, 1 true, 2 given
        assertThat(metrics.value("microF1")).isEqualTo(4.0 / 6);
        assertThat(metrics.value("macroF1")).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(metrics.value("subsetAccuracy")).isCloseTo(1.0 / 3, within(1e-12));
        double loss =
                -(Math.log(0.9) + Math.log(0.4) + Math.log(0.8) + Math.log(0.8) + Math.log(0.1) + Math.log(0.7)) / 6;
        assertThat(metrics.loss()).isCloseTo(loss, within(1e-6));
    }

    @Test
    void multiLabel_labelThatNothingHas_doesNotCount() {
        List<String> labels = List.of("a", "b");
        Metrics metrics =
                MultiLabelMetrics.of(List.of(new MultiLabel(labels, List.of(0.9f, 0.1f), 0.5)), List.of(Set.of("a")));

        assertThat(metrics.value("macroF1")).isEqualTo(1);
    }

    @Test
    void regression_measuresTheErrors() {
        List<String> x = List.of("x");
        Metrics metrics = RegressionMetrics.of(
                List.of(new Regression(x, List.of(1f)), new Regression(x, List.of(4f))),
                List.of(List.of(1.0), List.of(3.0)));

        assertThat(metrics.value("mae")).isEqualTo(0.5);
        assertThat(metrics.value("rmse")).isCloseTo(Math.sqrt(0.5), within(1e-12));
        assertThat(metrics.value("r2")).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void entities_countWhenKindAndPlaceAreRight() {
        Metrics metrics = EntityMetrics.of(
                List.of(new Entities(List.of(
                        new Entity("PER", 0, 3, "Ada", 1),
                        new Entity("LOC", 5, 9, "Bonn", 1),
                        new Entity("PER", 9, 11, "x", 1)))),
                List.of(new Entities(List.of(new Entity("PER", 0, 3, "Ada", 1), new Entity("PER", 5, 9, "Bonn", 1)))));

        assertThat(metrics.value("precision")).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(metrics.value("recall")).isEqualTo(0.5);
        assertThat(metrics.value("f1")).isEqualTo(0.4);
    }

    private static Embedding angle(double degrees) {
        double radians = Math.toRadians(degrees);
        return new Embedding(new float[] {(float) Math.cos(radians), (float) Math.sin(radians)});
    }

    @Test
    void similarity_comparesRanksAndValues() {
        Embedding zero = angle(0);
        Metrics metrics = SimilarityMetrics.scored(
                List.of(zero, zero, zero), List.of(angle(0), angle(60), angle(90)), new double[] {1, 0.9, 0});

        assertThat(metrics.value("spearman")).isCloseTo(1, within(1e-6));
        // cosines 1, 0.5, 0 against 1, 0.9, 0
        assertThat(metrics.value("pearson")).isCloseTo(0.9078, within(1e-4));
        assertThat(metrics.loss()).isCloseTo(0.16 / 3, within(1e-6));
        assertThat(SimilarityMetrics.scored(List.of(zero, zero), List.of(angle(10), angle(10)), new double[] {0, 1})
                        .value("spearman"))
                .isZero();
    }

    @Test
    void pairs_areFoundAmongAllPartners() {
        Metrics metrics = SimilarityMetrics.paired(
                List.of(angle(0), angle(90), angle(40)), List.of(angle(5), angle(80), angle(90)));

        // the third's own partner is the third nearest
        assertThat(metrics.value("recallAt1")).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(metrics.value("mrr")).isCloseTo((1 + 1.0 / 2 + 1.0 / 3) / 3, within(1e-12));
    }

    @Test
    void similarity_vectorThatIsNotOfNumbers_isTheWorst() {
        Embedding broken = new Embedding(new float[] {Float.NaN, 0});
        List<Embedding> pair = List.of(angle(0), broken);

        Metrics all = SimilarityMetrics.paired(List.of(broken, broken), List.of(broken, broken));
        assertThat(all.value("recallAt1")).isZero();
        assertThat(all.value("mrr")).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(SimilarityMetrics.partnerRanks(pair, List.of(angle(5), angle(80))))
                .containsExactly(1, 3);
        assertThat(SimilarityMetrics.triplets(pair, pair, List.of(angle(90), angle(90)))
                        .value("accuracy"))
                .isEqualTo(0.5);
        assertThat(SimilarityMetrics.labelled(List.of(angle(0), broken, angle(5), broken), List.of("a", "b", "a", "b"))
                        .value("accuracy"))
                .isEqualTo(0.5);
        Metrics scored = SimilarityMetrics.scored(
                List.of(angle(0), angle(0), broken), List.of(angle(90), angle(60), angle(0)), new double[] {0, 0.5, 1});
        assertThat(scored.values()).containsEntry("spearman", Double.NaN).containsEntry("pearson", Double.NaN);
        assertThat(SimilarityMetrics.scored(pair, pair, new double[] {1, 1}).values())
                .containsEntry("spearman", Double.NaN)
                .containsEntry("pearson", Double.NaN);
    }

    @Test
    void regression_numberThatIsNone_isNoExplanation() {
        Metrics metrics =
                RegressionMetrics.of(List.of(new Regression(List.of("x"), List.of(Float.NaN))), List.of(List.of(1.0)));

        assertThat(metrics.values()).containsEntry("r2", Double.NaN).containsEntry("mae", Double.NaN);
    }

    @Test
    void metrics_ofNothingOrUnknown_areRefused() {
        assertThatThrownBy(() -> EntityMetrics.of(List.of(), List.of())).isInstanceOf(InvalidDataException.class);
        Metrics metrics = EntityMetrics.of(List.of(new Entities(List.of())), List.of(new Entities(List.of())));
        assertThatThrownBy(() -> metrics.value("accuracy"))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("f1");
    }
}
