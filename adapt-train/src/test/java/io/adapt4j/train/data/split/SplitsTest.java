package io.adapt4j.train.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitsTest {
    /** 60 of a, 30 of b, 9 of c, one of d, mixed. */
    private static final List<Example> EXAMPLES = IntStream.range(0, 100)
            .mapToObj(i -> new Example("text " + i, i == 50 ? "d" : i % 11 == 0 ? "c" : i % 3 == 0 ? "b" : "a"))
            .toList();

    private static final ExampleSource<Example> SOURCE = ExampleSource.of(EXAMPLES);

    private static Map<String, Integer> counts(ExampleSource<Example> source) {
        return LabelCounts.of(source, Example::label);
    }

    private static void assertPartition(Split<Example> split) {
        List<Example> all = new ArrayList<>(split.train().read());
        all.addAll(split.heldOut().read());
        assertThat(all).containsExactlyInAnyOrderElementsOf(EXAMPLES);
        assertThat(split.train().read())
                .isSubsetOf(EXAMPLES)
                .isEqualTo(inOrder(split.train().read()));
        assertThat(split.heldOut().read()).isEqualTo(inOrder(split.heldOut().read()));
    }

    private static List<Example> inOrder(List<Example> some) {
        return EXAMPLES.stream().filter(some::contains).toList();
    }

    @Test
    void random_share_isHeldOutAndDependsOnTheSeedAlone() {
        Split<Example> split = Splits.random(SOURCE, 0.25, 7);

        assertPartition(split);
        assertThat(split.heldOut().read())
                .hasSize(25)
                .isEqualTo(Splits.random(SOURCE, 0.25, 7).heldOut().read())
                .isNotEqualTo(Splits.random(SOURCE, 0.25, 8).heldOut().read());
    }

    @Test
    void stratified_labels_keepTheirShares() {
        Split<Example> split = Splits.stratified(SOURCE, Example::label, 0.2, 7);

        assertPartition(split);
        Map<String, Integer> all = counts(SOURCE);
        Map<String, Integer> heldOut = counts(split.heldOut());
        for (String label : List.of("a", "b", "c")) {
            assertThat(heldOut.get(label)).isEqualTo((int) Math.round(0.2 * all.get(label)));
        }
        assertThat(heldOut).doesNotContainKey("d");
    }

    @Test
    void stratified_smallShare_holdsOutOneOfEachLabelThatHasTwo() {
        assertThat(counts(Splits.stratified(SOURCE, Example::label, 0.001, 7).heldOut()))
                .isEqualTo(Map.of("a", 1, "b", 1, "c", 1));
    }

    @Test
    void folds_examples_areHeldOutOnceWithTheirLabelsSpread() {
        List<Split<Example>> folds = Splits.folds(SOURCE, Example::label, 5, 7);

        assertThat(folds.stream().flatMap(fold -> fold.heldOut().read().stream()))
                .containsExactlyInAnyOrderElementsOf(EXAMPLES);
        Map<String, Integer> all = counts(SOURCE);
        for (Split<Example> fold : folds) {
            assertPartition(fold);
            counts(fold.heldOut())
                    .forEach((label, count) -> assertThat((double) count).isCloseTo(all.get(label) / 5.0, within(1.0)));
        }
        assertThatThrownBy(() -> Splits.folds(ExampleSource.of(EXAMPLES.subList(0, 2)), Example::label, 3, 7))
                .isInstanceOf(InvalidDataException.class);
    }

    @Test
    void from_day_holdsOutWhatCameLater() {
        ExampleSource<Keyed<Example, LocalDate>> dated =
                SOURCE.map(example -> new Keyed<>(example, day(EXAMPLES.indexOf(example))));

        Split<Example> split = Splits.from(dated, day(10));
        assertPartition(split);
        assertThat(split.heldOut().read()).hasSize(60).allMatch(example -> EXAMPLES.indexOf(example) % 30 >= 10);
        assertThatThrownBy(() -> Splits.from(dated, day(0)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("100 would be held out");
    }

    /** Days come in no order: row 0 is of the first, row 31 of the second. */
    private static LocalDate day(int row) {
        return LocalDate.of(2026, 1, 1).plusDays(row % 30);
    }

    @Test
    void latest_share_keepsExamplesOfOneTimeTogether() {
        ExampleSource<Keyed<Example, LocalDate>> dated =
                SOURCE.map(example -> new Keyed<>(example, day(EXAMPLES.indexOf(example))));

        // Of days 20 to 29 there are three each, of days 0 to 9 four.
        assertThat(Splits.latest(dated, 0.05).heldOut().read()).hasSize(6);
    }

    @Test
    void split_emptyPartOrSource_isRefused() {
        assertThatThrownBy(() -> Splits.random(ExampleSource.of(EXAMPLES.subList(0, 1)), 0.5, 7))
                .isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> Splits.random(ExampleSource.of(List.of()), 0.5, 7))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("no examples");
        assertThatThrownBy(() -> Splits.random(SOURCE, 1, 7)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oversample_labels_allHaveAsManyAsTheMostFrequent() {
        ExampleSource<Example> balanced = BalancedSampling.oversample(SOURCE, Example::label, 7);

        int most = counts(SOURCE).get("a");
        assertThat(counts(balanced)).isEqualTo(Map.of("a", most, "b", most, "c", most, "d", most));
        Map<Example, Long> times =
                balanced.read().stream().collect(Collectors.groupingBy(e -> e, Collectors.counting()));
        counts(SOURCE).forEach((label, count) -> assertThat(times.entrySet().stream()
                        .filter(entry -> entry.getKey().label().equals(label)))
                .hasSize(count)
                .allMatch(entry -> entry.getValue() == most / count || entry.getValue() == most / count + 1));
    }

    @Test
    void perLabel_fewExamples_areDrawnByTheSeed() {
        ExampleSource<Example> drawn = BalancedSampling.perLabel(SOURCE, Example::label, 5, 7);

        assertThat(counts(drawn)).isEqualTo(Map.of("a", 5, "b", 5, "c", 5, "d", 5));
        assertThat(drawn.read())
                .isEqualTo(
                        BalancedSampling.perLabel(SOURCE, Example::label, 5, 7).read())
                .isNotEqualTo(
                        BalancedSampling.perLabel(SOURCE, Example::label, 5, 8).read());
    }
}
