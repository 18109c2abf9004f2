package io.adapt4j.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.Entities;
import io.adapt4j.task.Entities.Entity;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.MultiLabelSpec;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.Regression;
import io.adapt4j.task.RegressionSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.task.TokenClassificationSpec;
import io.adapt4j.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecodersTest {
    /** The second row of a batch of texts of three tokens; the last token is padding. */
    private static final HiddenStates STATES = new HiddenStates(
            Tensor.of(new float[] {9, 9, 9, 9, 9, 9, 3, 0, 1, 4, 7, 7}, 2, 3, 2),
            1,
            new TokenizedText(new long[2], new long[2]));

    private static final LinearHead HEAD = new LinearHead(new float[][] {{1, 0}, {0, -1}}, new float[] {0.5f, 1});

    private static Object decode(TaskSpec spec, @Nullable LinearHead head) {
        return Decoders.of(spec, head).decode("text", STATES);
    }

    @Test
    void classification_isTheSoftmaxOfTheHead() {
        var answer =
                (Classification) decode(new TextClassificationSpec(List.of("a", "b"), Pooling.MEAN, false, 8), HEAD);

        // mean (2, 2), logits (2.5, -1)
        assertThat(answer.label()).isEqualTo("a");
        assertThat((double) answer.probability()).isCloseTo(1 / (1 + Math.exp(-3.5)), within(1e-6));
    }

    @Test
    void multiLabel_isTheSigmoidOfEachOutput() {
        var answer = (MultiLabel) decode(new MultiLabelSpec(List.of("a", "b"), 0.3, Pooling.CLS, false, 8), HEAD);

        // first token (3, 0), logits (3.5, 1)
        assertThat((double) answer.probabilities().get(0)).isCloseTo(1 / (1 + Math.exp(-3.5)), within(1e-6));
        assertThat((double) answer.probabilities().get(1)).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-6));
        assertThat(answer.given()).containsExactly("a", "b");
        assertThat(new MultiLabel(List.of("a", "b"), List.of(0.2f, 0.5f), 0.5).given())
                .containsExactly("b");
    }

    @Test
    void regression_isTheHeadOfTheUnitVector() {
        var answer = (Regression) decode(new RegressionSpec(List.of("x", "y"), Pooling.MEAN, true, 8), HEAD);

        double unit = Math.sqrt(0.5);
        assertThat((double) answer.value()).isCloseTo(unit + 0.5, within(1e-6));
        assertThat((double) answer.values().get(1)).isCloseTo(1 - unit, within(1e-6));
    }

    @Test
    void embedding_hasUnitLengthWhereThatIsWanted() {
        var plain = (Embedding) decode(new EmbeddingSpec(Pooling.CLS, false, 8), null);
        var unit = (Embedding) decode(new EmbeddingSpec(Pooling.CLS, true, 8), null);

        assertThat(plain.vector()).containsExactly(3, 0);
        assertThat(unit.vector()).containsExactly(1, 0);
        assertThat(plain.cosine(new Embedding(new float[] {-1, 1}))).isCloseTo(-Math.sqrt(0.5), within(1e-6));
        assertThat(plain.cosine(new Embedding(new float[2]))).isZero();
    }

    @Test
    void decoder_withoutTheHeadItNeeds_isRefused() {
        assertThatThrownBy(() -> decode(new RegressionSpec(List.of("x"), Pooling.MEAN, true, 8), null))
                .isInstanceOf(IncompatibleAdapterException.class);
    }

    /**
     * Tokens of one character each, between two special ones, whose states say which tag the head gives. That of a space is
     * nowhere in the text.
     */
    private static List<Entity> entities(String text, String... tags) {
        TokenClassificationSpec spec = new TokenClassificationSpec(List.of("PER", "LOC"), 64);
        int outputs = spec.tags().size();
        int tokens = tags.length + 2;
        float[] states = new float[tokens * outputs];
        int[] starts = new int[tokens];
        int[] ends = new int[tokens];
        starts[0] = starts[tokens - 1] = ends[0] = ends[tokens - 1] = -1;
        states[spec.tags().indexOf("B-PER")] = 9; // of a special token, to be ignored
        for (int t = 0; t < tags.length; t++) {
            boolean nowhere = text.charAt(t) == ' ';
            starts[t + 1] = nowhere ? -1 : t;
            ends[t + 1] = nowhere ? -1 : t + 1;
            states[(t + 1) * outputs + spec.tags().indexOf(tags[t])] = t + 1;
        }
        float[][] identity = new float[outputs][outputs];
        for (int i = 0; i < outputs; i++) {
            identity[i][i] = 1;
        }
        HiddenStates hidden = new HiddenStates(
                Tensor.of(states, 1, tokens, outputs),
                0,
                new TokenizedText(new long[tokens], new long[tokens], starts, ends));
        LinearHead head = new LinearHead(identity, new float[outputs]);
        return ((Entities) Decoders.of(spec, head).decode(text, hidden)).found();
    }

    @Test
    void entities_areReadAsConllevalDoes() {
        assertThat(entities("abcdefgh", "O", "B-PER", "I-PER", "B-PER", "I-LOC", "I-LOC", "O", "I-PER"))
                .extracting(Entity::kind, Entity::start, Entity::end, Entity::text)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("PER", 1, 3, "bc"),
                        org.assertj.core.groups.Tuple.tuple("PER", 3, 4, "d"),
                        org.assertj.core.groups.Tuple.tuple("LOC", 4, 6, "ef"),
                        org.assertj.core.groups.Tuple.tuple("PER", 7, 8, "h"));
    }

    @Test
    void entities_tokensThatAreNowhere_arePassedOver() {
        assertThat(entities("ab c d", "O", "B-LOC", "B-PER", "I-LOC", "I-LOC", "O"))
                .extracting(Entity::kind, Entity::start, Entity::end, Entity::text)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("LOC", 1, 4, "b c"));
    }

    @Test
    void entity_isAsProbableAsItsLeastProbableToken() {
        double weakest = Math.exp(1) / (Math.exp(1) + 4);
        assertThat((double) entities("ab", "B-LOC", "I-LOC").get(0).probability())
                .isCloseTo(weakest, within(1e-6));
    }
}
