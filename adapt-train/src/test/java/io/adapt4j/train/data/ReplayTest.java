package io.adapt4j.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.split.LabelCounts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private static final List<Example> FRESH = labelled("new", 40);
    private static final List<Example> OLD = Stream.of(labelled("many", 500), labelled("some", 30), labelled("few", 4))
            .flatMap(List::stream)
            .toList();

    private static List<Example> labelled(String label, int count) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(new Example(label + " " + i, label));
        }
        return examples;
    }

    private static ExampleSource<Example> mix(Replay replay) {
        return replay.mix(ExampleSource.of(FRESH), ExampleSource.of(OLD), ExampleKinds.LABELLED);
    }

    @Test
    void mix_share_isThatShareOfTheMixAndBalanced() {
        // 60% of 100; 4 are all that "few" has, and the 56 others are shared equally
        assertThat(LabelCounts.of(mix(Replay.share(0.6)), Example::label))
                .containsExactlyInAnyOrderEntriesOf(Map.of("new", 40, "few", 4, "some", 28, "many", 28));
    }

    @Test
    void mix_cap_boundsTheReplayedOnes() {
        assertThat(LabelCounts.of(mix(Replay.atMost(10)), Example::label))
                .containsExactlyInAnyOrderEntriesOf(Map.of("new", 40, "few", 3, "some", 3, "many", 4));
        assertThat(mix(Replay.share(0.6).withAtMost(10)).read()).hasSize(50);
    }

    @Test
    void mix_capAboveWhatThereIs_replaysAllOnce() {
        List<Example> all = new ArrayList<>(FRESH);
        all.addAll(OLD);

        assertThat(mix(Replay.atMost(Integer.MAX_VALUE)).read()).isEqualTo(all);
    }

    @Test
    void mix_sameSeed_givesTheSameAndAnotherSeedAnother() {
        Replay replay = Replay.share(0.5).withSeed(3);

        List<Example> mixed = mix(replay).read();

        assertThat(mixed).isEqualTo(mix(replay).read()).doesNotHaveDuplicates();
        assertThat(mixed.subList(0, 40)).isEqualTo(FRESH);
        assertThat(mix(replay.withSeed(4)).read()).hasSameSizeAs(mixed).isNotEqualTo(mixed);
    }

    @Test
    void mix_manySeeds_drawsEachExampleEquallyOften() {
        double[] drawn = new double[30];
        int seeds = 3000;
        for (int seed = 0; seed < seeds; seed++) {
            try (Stream<Example> mixed = mix(Replay.atMost(24).withSeed(seed)).stream()) {
                mixed.filter(example -> example.label().equals("some"))
                        .forEach(
                                example -> drawn[Integer.parseInt(example.text().substring(5))]++);
            }
        }
        // 4 of "few", then 10 of the 30 of "some": standard error 0.0086
        for (double times : drawn) {
            assertThat(times / seeds).isCloseTo(10.0 / 30, within(0.04));
        }
    }

    @Test
    void mix_severalLabels_balancesTheirCombinations() {
        List<MultiLabelExample> old = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            old.add(new MultiLabelExample("old " + i, i < 40 ? Set.of() : i < 50 ? Set.of("a") : Set.of("b", "a")));
        }

        List<MultiLabelExample> mixed = Replay.atMost(9)
                .mix(
                        ExampleSource.of(List.of(new MultiLabelExample("new", Set.of("c")))),
                        ExampleSource.of(old),
                        ExampleKinds.MULTI_LABEL)
                .read();

        assertThat(mixed.stream().map(MultiLabelExample::labels))
                .containsOnlyOnce(Set.of("c"))
                .satisfies(labels ->
                        assertThat(labels.stream().filter(Set::isEmpty)).hasSize(3))
                .satisfies(labels ->
                        assertThat(labels.stream().filter(Set.of("a")::equals)).hasSize(3));
        assertThat(new HashSet<>(mixed)).hasSize(10);
    }

    @Test
    void mix_sourceThatChanges_isAnError() {
        List<Example> growing = new ArrayList<>(labelled("old", 9));
        ExampleSource<Example> mixed =
                Replay.atMost(9).mix(ExampleSource.of(FRESH), growing::stream, ExampleKinds.LABELLED);
        growing.remove(3);

        assertThatThrownBy(mixed::read).isInstanceOf(InvalidDataException.class).hasMessageContaining("fewer examples");
    }

    @Test
    void mix_nothingNew_isAnError() {
        assertThatThrownBy(() -> Replay.share(0.5)
                        .mix(ExampleSource.of(List.of()), ExampleSource.of(OLD), ExampleKinds.LABELLED))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("no new examples");
    }

    @Test
    void replay_badBounds_areRefused() {
        assertThatThrownBy(() -> Replay.share(0)).hasMessageContaining("(0, 1], but was 0.0");
        assertThatThrownBy(() -> Replay.share(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Replay.atMost(0)).hasMessageContaining("at most 0");
    }
}
