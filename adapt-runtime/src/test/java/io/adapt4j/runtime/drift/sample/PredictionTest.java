package io.adapt4j.runtime.drift.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.TokenizerFile;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.Entities;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.Regression;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionTest {
    private static final List<String> LABELS = List.of("a", "b");

    @Test
    void of_classification_hasLabelConfidenceAndEntropy() {
        Prediction prediction = Prediction.of(new Classification(LABELS, List.of(0.25f, 0.75f)));

        assertThat(prediction.label()).isEqualTo("b");
        assertThat(prediction.confidence()).isEqualTo(0.75);
        // -(1/4 ln 1/4 + 3/4 ln 3/4)
        assertThat(prediction.entropy()).isCloseTo(0.5623351446188083, within(1e-9));
    }

    @Test
    void of_certain_hasNoEntropy() {
        assertThat(Prediction.of(new Classification(LABELS, List.of(0f, 1f))).entropy())
                .isZero();
    }

    @Test
    void of_multiLabel_belowTheThreshold_isNone() {
        Prediction none = Prediction.of(new MultiLabel(LABELS, List.of(0.25f, 0.125f), 0.5));
        Prediction some = Prediction.of(new MultiLabel(LABELS, List.of(0.5f, 1f), 0.5));

        assertThat(none.label()).isEqualTo("(none)");
        assertThat(some.label()).isEqualTo("b");
        // The mean of ln 2 and 0.
        assertThat(some.entropy()).isCloseTo(Math.log(2) / 2, within(1e-9));
    }

    @Test
    void of_otherTasks_haveAValueOrNothing() {
        assertThat(Prediction.of(new Regression(List.of("x"), List.of(1.5f))).value())
                .isEqualTo(1.5);
        assertThat(Prediction.of(new Entities(List.of())).value()).isZero();
        assertThat(Prediction.of(new Embedding(new float[] {1}))).isEqualTo(Prediction.NONE);
    }

    @Test
    void unknownToken_ofEachKindOfTokenizer_isFound() {
        assertThat(unknown("{\"model\":{\"unk_token\":\"[UNK]\",\"vocab\":{\"a\":0,\"[UNK]\":100}}}"))
                .isEqualTo(100);
        assertThat(unknown("{\"model\":{\"unk_id\":3,\"vocab\":[[\"a\",0]]}}")).isEqualTo(3);
        assertThat(unknown("{\"model\":{\"unk_token\":null,\"vocab\":{\"a\":0}}}"))
                .isEqualTo(-1);
        assertThat(unknown("{\"model\":{\"unk_token\":\"?\",\"vocab\":{\"a\":0}}}"))
                .isEqualTo(-1);
        assertThat(unknown("{}")).isEqualTo(-1);
    }

    private static long unknown(String json) {
        return UnknownToken.of(TokenizerFile.of(json));
    }
}
