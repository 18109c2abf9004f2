package io.adapt4j.train.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.train.data.Example;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldOutTest {
    private static final List<Example> TEST = Inbox.examples(20, 99);

    @Test
    void of_fewerLabelsThanExamples_takesThemFromAllOverASortedFile() {
        List<Example> sorted = new ArrayList<>(Inbox.examples(120, 1));
        sorted.sort(Comparator.comparing(Example::label));

        HeldOut data = HeldOut.of(List.of(), sorted, TEST, 24, 5);

        assertThat(data.examples()).hasSize(24);
        assertThat(data.examples().stream().map(example -> ((Example) example).label()))
                .contains("card", "fees", "login", "travel");
        assertThat(HeldOut.of(List.of(), sorted, TEST, 24, 5)).isEqualTo(data);
    }

    @Test
    void of_textsThatAreJudgedOn_areNotLearntFrom() {
        List<String> texts = Inbox.texts(120, 5);
        HeldOut data = HeldOut.of(texts, Inbox.examples(60, 3), List.of(), Integer.MAX_VALUE, 5);

        List<String> judged = new ArrayList<>(data.judgedTexts());
        data.judgedExamples().forEach(example -> judged.add(((Example) example).text()));
        assertThat(data.texts()).isNotEmpty().doesNotContainAnyElementsOf(judged);
        assertThat(data.examples().stream().map(example -> ((Example) example).text()))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(judged);
    }
}
