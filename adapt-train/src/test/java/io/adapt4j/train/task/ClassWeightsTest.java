package io.adapt4j.train.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidDataException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassWeightsTest {
    private static final List<String> LABELS = List.of("ham", "spam");

    @Test
    void balanced_weights_areThoseOfScikitLearn() {
        // compute_class_weight("balanced", classes=["ham", "spam"], y=...) of 3 and 1: 4 / (2 * 3), 4 / (2 * 1)
        assertThat(new ClassWeights.Balanced().of(LABELS, new int[] {3, 1})).containsExactly(4 / 6.0, 2.0);
    }

    @Test
    void given_labelThatIsNotNamed_hasOne() {
        assertThat(ClassWeights.of(Map.of("spam", 2.5)).of(LABELS, new int[] {3, 1}))
                .containsExactly(1, 2.5);
    }

    @Test
    void given_weightOfAnUnknownLabel_failsTyped() {
        ClassWeights weights = ClassWeights.of(Map.of("eggs", 2.0));

        assertThatThrownBy(() -> weights.of(LABELS, new int[] {3, 1}))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("eggs");
    }
}
