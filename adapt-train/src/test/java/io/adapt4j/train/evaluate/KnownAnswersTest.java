package io.adapt4j.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownAnswersTest {
    private final List<String> asked = new ArrayList<>();

    /** Answers with the text itself. */
    private final Answers echo = new Answers() {
        @Override
        public <A> List<A> of(List<String> texts, Class<A> type) {
            asked.addAll(texts);
            return texts.stream().map(type::cast).toList();
        }
    };

    @Test
    void of_someAreKnown_asksAboutTheOthersAlone() {
        KnownAnswers answers = new KnownAnswers(Map.of("b", "known"), echo);

        assertThat(answers.of(List.of("a", "b", "c", "b"), String.class)).containsExactly("a", "known", "c", "known");
        assertThat(asked).containsExactly("a", "c");
    }

    @Test
    void of_knownAnswerOfAnotherKind_isAskedFor() {
        assertThat(new KnownAnswers(Map.of("a", 1), echo).of(List.of("a"), String.class))
                .containsExactly("a");
    }

    @Test
    void of_allAreKnown_asksNobody() {
        assertThat(new KnownAnswers(Map.of("a", "b"), echo).of(List.of("a"), String.class))
                .containsExactly("b");
        assertThat(asked).isEmpty();
    }
}
