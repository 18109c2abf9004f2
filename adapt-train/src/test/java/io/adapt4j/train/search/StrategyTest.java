package io.adapt4j.train.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StrategyTest {
    private static Candidates list(Number... values) {
        return new Candidates.Listed(Stream.of(values)
                .map(value -> (JsonElement) new JsonPrimitive(value))
                .toList());
    }

    private static SortedMap<String, Candidates> parameters(Candidates a, Candidates b) {
        return new TreeMap<>(java.util.Map.of("a", a, "b", b));
    }

    @Test
    void grid_lists_givesEveryCombinationTheLastFastest() {
        assertThat(new Strategy.Grid().trials(parameters(list(1, 2), list(3, 4, 4)), 7))
                .extracting(Object::toString)
                .containsExactly("{a=1, b=3}", "{a=1, b=4}", "{a=2, b=3}", "{a=2, b=4}");
    }

    @Test
    void grid_range_isRefused() {
        assertThatThrownBy(() -> new Strategy.Grid().trials(parameters(list(1), new Candidates.Uniform(0, 1)), 7))
                .hasMessageContaining("b has a range");
    }

    @Test
    void random_seed_decidesAllAndMoreTrialsBeginWithTheSame() {
        SortedMap<String, Candidates> parameters =
                parameters(new Candidates.LogUniform(1e-4, 1), new Candidates.Whole(2, 5));
        List<SortedMap<String, JsonElement>> many = new Strategy.Random(400).trials(parameters, 7);

        assertThat(new Strategy.Random(9).trials(parameters, 7)).isEqualTo(many.subList(0, 9));
        assertThat(new Strategy.Random(9).trials(parameters, 8)).isNotEqualTo(many.subList(0, 9));
        double[] logs = many.stream()
                .mapToDouble(trial -> Math.log10(trial.get("a").getAsDouble()))
                .toArray();
        assertThat(java.util.Arrays.stream(logs).allMatch(log -> log >= -4 && log <= 0))
                .isTrue();
        // the mean of a uniform variable on [-4, 0] is -2, its deviation 4/√12; of 400, five deviations are 0.29
        assertThat(java.util.Arrays.stream(logs).average().orElseThrow()).isBetween(-2.29, -1.71);
        assertThat(many).extracting(trial -> trial.get("b").getAsInt()).containsOnly(2, 3, 4, 5);
    }

    @Test
    void random_fewCombinations_triesEachOnce() {
        assertThat(new Strategy.Random(100).trials(parameters(list(1, 2), list(3)), 7))
                .hasSize(2);
    }

    @Test
    void halving_rungs_areThoseOfHyperband() {
        // Li et al. 2018, table 1: R = 81, η = 3, s = 4
        assertThat(new Strategy.Halving(81, 3).rungs(81, 81))
                .containsExactly(
                        new Strategy.Rung(81, 1),
                        new Strategy.Rung(27, 3),
                        new Strategy.Rung(9, 9),
                        new Strategy.Rung(3, 27),
                        new Strategy.Rung(1, 81));
        assertThat(new Strategy.Halving(10, 2).rungs(10, 100))
                .containsExactly(
                        new Strategy.Rung(10, 12),
                        new Strategy.Rung(5, 25),
                        new Strategy.Rung(2, 50),
                        new Strategy.Rung(1, 100));
    }

    @Test
    void halving_tooFewSteps_isRefused() {
        assertThatThrownBy(() -> new Strategy.Halving(27, 3).rungs(27, 26))
                .hasMessageContaining("schedule.maxSteps")
                .hasMessageContaining("27 or more, but it is 26");
    }

    @Test
    void trialsAtOnce_memoryAndProcessors_areBothBounds() {
        assertThat(TrialMemory.trialsAtOnce(100, 1000, 16)).isEqualTo(5);
        assertThat(TrialMemory.trialsAtOnce(100, 1000, 2)).isEqualTo(2);
        assertThat(TrialMemory.trialsAtOnce(1000, 1000, 16)).isEqualTo(1);
        assertThat(TrialMemory.trialsAtOnce(1, 0, 16)).isEqualTo(1);
    }
}
