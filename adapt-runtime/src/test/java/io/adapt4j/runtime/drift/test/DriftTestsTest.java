package io.adapt4j.runtime.drift.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.drift.Draw;
import io.adapt4j.runtime.drift.Published;
import io.adapt4j.runtime.drift.Traffic;
import io.adapt4j.runtime.drift.sample.Known;
import io.adapt4j.runtime.drift.sample.Observation;
import io.adapt4j.runtime.drift.sample.Prediction;
import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.ReferenceBuilder;
import io.adapt4j.runtime.drift.sample.Summary;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DriftTestsTest {
    private static final Summary.Shape SHAPE = new Summary.Shape(600, 120, 5);
    private static final Reference REFERENCE = Traffic.reference(1, 600, SHAPE, 600);

    static List<String> changes() {
        return Traffic.CHANGES;
    }

    private static Summary window(String change, int size) {
        Traffic traffic = new Traffic(77).change(change);
        Known known = REFERENCE.known(size);
        Summary summary = new Summary(SHAPE);
        for (int i = 0; i < size; i++) {
            Observation observation = traffic.next();
            summary.add(observation.id(), known.row(observation), observation.embedding());
        }
        return summary;
    }

    @ParameterizedTest
    @MethodSource("changes")
    void test_itsOwnChange_isFoundAndExplained(String name) {
        DriftTest test = DriftTests.of(name, REFERENCE);

        Finding quiet = test.test(window("", 600), 0.001, 1).orElseThrow();
        Finding found = test.test(window(name, 600), 0.001, 1).orElseThrow();

        assertThat(quiet.pValue()).isBetween(0.01, 1.0);
        assertThat(found.pValue()).isLessThan(0.001);
        assertThat(found.test()).isEqualTo(name);
        assertThat(found.rows()).isNotEmpty().hasSizeLessThanOrEqualTo(5);
        assertThat(found.plot().reference()).hasSameSizeAs(found.plot().ticks());
        assertThat(found.plot().window()).hasSameSizeAs(found.plot().ticks());
        assertThat(found.window()).isNotEqualTo(found.reference());
        assertThat(found.toJson().get("pValue").getAsDouble()).isEqualTo(found.pValue());
    }

    @Test
    void test_accuracyFalls_isFound() {
        Summary window = new Summary(SHAPE);
        for (int i = 0; i < 300; i++) {
            window.addOutcome(i % 4 != 0);
        }
        Finding found = DriftTests.of("outcome.accuracy", REFERENCE)
                .test(window, 0.001, 1)
                .orElseThrow();

        assertThat(found.pValue()).isLessThan(0.001);
        assertThat(found.effect()).isCloseTo(0.15, within(1e-9));
    }

    @Test
    void labels_isSciPys() {
        Draw draw = new Draw(5);
        Summary.Shape shape = new Summary.Shape(400, 1, 5);
        ReferenceBuilder builder = new ReferenceBuilder(shape, 400, -1);
        for (int i = 0; i < 400; i++) {
            builder.add(labelled(i, (int) (10 * Math.pow(draw.uniform(), 2))));
        }
        Reference reference = builder.build();
        Summary window = new Summary(shape);
        Known known = reference.known(400);
        for (int i = 0; i < 300; i++) {
            Observation observation = labelled(i, (int) (10 * Math.pow(draw.uniform(), 3)));
            window.add(i, known.row(observation), null);
        }

        Finding found = DriftTests.of("prediction.labels", reference)
                .test(window, 0.01, 1)
                .orElseThrow();

        assertThat(found.statistic()).isCloseTo(Published.number("labels.statistic"), within(1e-6));
        assertThat(found.pValue()).isCloseTo(Published.number("labels.p"), within(1e-6));
        assertThat(found.effect()).isCloseTo(Published.number("labels.v"), within(1e-6));
        // The label that grew most: l0, for the cube is smaller than the square.
        assertThat(found.window().mean()).isGreaterThan(found.reference().mean());
        assertThat(found.plot().ticks()).contains("l0");
    }

    private static Observation labelled(long id, int label) {
        return new Observation(
                id, id, false, new long[] {1}, false, new Prediction("l" + label, 1, 0, Double.NaN), null, null);
    }

    @Test
    void test_emptyWindow_saysNothing() {
        for (String name : DriftTests.names()) {
            assertThat(DriftTests.of(name, REFERENCE).test(new Summary(SHAPE), 0.01, 1))
                    .as(name)
                    .isEmpty();
        }
    }

    @Test
    void test_embeddingsOfAnotherBase_saysBothSizes() {
        Summary window = new Summary(SHAPE);
        var row = REFERENCE.summary().rows().get(0).value();
        for (int i = 0; i < 30; i++) {
            window.add(i, row, new float[7]);
        }
        for (String name : List.of("embedding.mmd", "embedding.classifier", "embedding.mahalanobis")) {
            assertThatThrownBy(() -> DriftTests.of(name, REFERENCE).test(window, 0.01, 1))
                    .as(name)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("4")
                    .hasMessageContaining("7");
        }
    }

    @Test
    void of_unknownName_listsAll() {
        assertThatThrownBy(() -> DriftTests.of("input.size", REFERENCE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("input.size")
                .hasMessageContaining("input.length");
    }
}
