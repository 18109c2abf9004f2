package io.adapt4j.train.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final int[] ROWS = IntStream.range(0, 400).toArray();

    private static double mean(int[] rows) {
        return Arrays.stream(rows).map(row -> row % 10).average().orElse(0);
    }

    @Test
    void interval_ofAMean_isTheNormalOne() {
        Interval interval = Bootstrap.of(ROWS, 1, BootstrapTest::mean).interval(0.95);

        // digits 0..9, equally often: mean 4.5, variance 8.25
        double half = 1.96 * Math.sqrt(8.25 / 400);
        assertThat(interval.low()).isCloseTo(4.5 - half, within(0.1 * half));
        assertThat(interval.high()).isCloseTo(4.5 + half, within(0.1 * half));
    }

    @Test
    void interval_sameSeed_isTheSame() {
        Interval interval = Bootstrap.of(ROWS, 1, BootstrapTest::mean).interval(0.9);

        assertThat(Bootstrap.of(ROWS, 1, BootstrapTest::mean).interval(0.9)).isEqualTo(interval);
        assertThat(Bootstrap.of(ROWS, 2, BootstrapTest::mean).interval(0.9)).isNotEqualTo(interval);
    }

    @Test
    void interval_ranks_areThoseOfThePercentiles() {
        int[] draws = {0};
        // the draws give 1, 2, ..., 999: the 25th and the 975th end the 95% interval
        Bootstrap bootstrap = Bootstrap.of(ROWS, 1, drawn -> ++draws[0]);

        assertThat(bootstrap.interval(0.95).low()).isEqualTo(25);
        assertThat(bootstrap.interval(0.95).high()).isEqualTo(975);
    }

    @Test
    void interval_figureThatSomeDrawsDoNotGive_hasNoEnds() {
        int[] draws = {0};
        Interval interval =
                Bootstrap.of(ROWS, 1, drawn -> draws[0]++ < 5 ? Double.NaN : 1).interval(0.95);

        assertThat(interval.low()).isNaN();
        assertThat(interval.high()).isNaN();
    }

    @Test
    void notPositive_countsTheDrawsAndTheData() {
        int[] draws = {0};

        assertThat(Bootstrap.of(ROWS, 1, drawn -> 1).notPositive()).isEqualTo(0.001);
        assertThat(Bootstrap.of(ROWS, 1, drawn -> draws[0]++ < 49 ? 0 : 1).notPositive())
                .isEqualTo(0.05);
        assertThat(Bootstrap.of(ROWS, 1, drawn -> Double.NaN).notPositive()).isEqualTo(1);
    }
}
