package io.adapt4j.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExampleSourceTest {

    @Test
    void times_numbers_leaveOutAndRepeat() {
        assertThat(ExampleSource.of(List.of("a", "b", "c"))
                        .times(new int[] {2, 0, 1})
                        .read())
                .containsExactly("a", "a", "c");
    }

    @Test
    void times_sourceThatHasChanged_isRefused() {
        for (List<String> now : List.of(List.of("a"), List.of("a", "b", "c"))) {
            assertThatThrownBy(
                            () -> ExampleSource.of(now).times(new int[] {1, 1}).read())
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("had 2 examples");
        }
    }

    @Test
    void concat_sources_areOpenOneAtATimeAndAllClosed() {
        List<String> events = new ArrayList<>();
        ExampleSource<String> joined =
                ExampleSource.concat(List.of(loud("a", events), ExampleSource.of(List.of()), loud("b", events)));

        assertThat(joined.read()).containsExactly("a", "b");
        assertThat(events).containsExactly("open a", "close a", "open b", "close b");
        events.clear();
        try (Stream<String> examples = joined.stream()) {
            assertThat(examples.limit(1).toList()).containsExactly("a");
        }
        assertThat(events).containsExactly("open a", "close a");
    }

    private static ExampleSource<String> loud(String name, List<String> events) {
        return () -> {
            events.add("open " + name);
            return Stream.of(name).onClose(() -> events.add("close " + name));
        };
    }

    @Test
    void copyOf_iterator_canBeReadTwice() {
        ExampleSource<Integer> copy = ExampleSource.copyOf(Stream.of(1, 2).iterator());

        assertThat(copy.read()).isEqualTo(copy.read()).containsExactly(1, 2);
    }

    @Test
    void masked_taggedText_keepsWordsAndTagsTogether() {
        TaggedText text = new TaggedText(List.of("call", "0171", "123", "now"), List.of("O", "B-N", "I-N", "O"));

        assertThat(ExampleKinds.TAGGED.masked(text, any -> List.of(new Mask(5, 13, "[PHONE]"))))
                .isEqualTo(new TaggedText(List.of("call", "[PHONE]", "[PHONE]", "now"), text.tags()));
    }
}
