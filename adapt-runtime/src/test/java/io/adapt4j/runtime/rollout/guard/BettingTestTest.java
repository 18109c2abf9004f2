package io.adapt4j.runtime.rollout.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.error.InvalidInputException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

class BettingTestTest {
    private static final double ALPHA = 0.05;
    private static final int RUNS = Integer.getInteger("adapt4j.runs", 400);
    private static final int LENGTH = 500;

    /** The mean over the bets, in decimals. */
    private static double decimal(double[] payoffs, long... counts) {
        MathContext precise = new MathContext(60);
        BigDecimal sum = BigDecimal.ZERO;
        for (int bet = 0; bet < 64; bet++) {
            BigDecimal share = new BigDecimal(bet + 0.5)
                    .divide(new BigDecimal(64), precise)
                    .divide(new BigDecimal(-payoffs[0]), precise);
            BigDecimal wealth = BigDecimal.ONE;
            for (int i = 0; i < counts.length; i++) {
                BigDecimal factor = BigDecimal.ONE.add(share.multiply(new BigDecimal(payoffs[i])), precise);
                wealth = wealth.multiply(factor.pow((int) counts[i], precise), precise);
            }
            sum = sum.add(wealth, precise);
        }
        return sum.divide(new BigDecimal(64), precise).doubleValue();
    }

    @Test
    void logEValue_anyCounts_isThatOfExactArithmetic() {
        for (double margin : new double[] {0, 0.01, 0.3}) {
            double[] payoffs = {-1 - margin, -margin, 1 - margin};
            for (List<Long> counts : List.of(List.of(0L, 5L, 9L), List.of(7L, 40L, 21L), List.of(30L, 0L, 4L))) {
                assertThat(Math.exp(BettingTest.pairs(margin).logEValue(counts)))
                        .isCloseTo(
                                decimal(payoffs, counts.get(0), counts.get(1), counts.get(2)),
                                org.assertj.core.data.Percentage.withPercentage(1e-8));
            }
        }
        assertThat(Math.exp(BettingTest.share(0.1).logEValue(List.of(50L, 12L))))
                .isCloseTo(
                        decimal(new double[] {-0.1, 0.9}, 50, 12),
                        org.assertj.core.data.Percentage.withPercentage(1e-8));
    }

    @Test
    void logEValue_share_isTheMixtureLikelihoodRatio() {
        // The uniform mixture over p in (bound, 1] of p^x (1-p)^(n-x), over that of the bound, by Simpson's rule.
        double bound = 0.2;
        int good = 30;
        int bad = 14;
        int cells = 20_000;
        double sum = 0;
        for (int i = 0; i <= cells; i++) {
            double p = bound + (1 - bound) * i / cells;
            double weight = i == 0 || i == cells ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.pow(p / bound, bad) * Math.pow((1 - p) / (1 - bound), good);
        }
        double mixture = sum / 3 / cells;

        assertThat(Math.exp(BettingTest.share(bound).logEValue(List.of((long) good, (long) bad))))
                .isCloseTo(mixture, org.assertj.core.data.Percentage.withPercentage(2));
    }

    @Test
    void eValue_everyNextObservationAtTheHypothesis_isExpectedToStay() {
        // A martingale: the mean over the next outcome is what there is now.
        double bound = 0.3;
        BettingTest share = BettingTest.share(bound);
        double now = Math.exp(share.logEValue(List.of(11L, 7L)));
        double next = (1 - bound) * Math.exp(share.logEValue(List.of(12L, 7L)))
                + bound * Math.exp(share.logEValue(List.of(11L, 8L)));
        assertThat(next).isCloseTo(now, within(1e-9 * now));

        BettingTest pairs = BettingTest.pairs(0.1);
        double before = Math.exp(pairs.logEValue(List.of(3L, 20L, 8L)));
        double after = 0.1 * Math.exp(pairs.logEValue(List.of(4L, 20L, 8L)))
                + 0.7 * Math.exp(pairs.logEValue(List.of(3L, 21L, 8L)))
                + 0.2 * Math.exp(pairs.logEValue(List.of(3L, 20L, 9L)));
        assertThat(after).isCloseTo(before, within(1e-9 * before));
    }

    /** In how many runs a test rejects, looked at after every observation. */
    private static int rejections(BettingTest test, double champion, double challenger, long seed) {
        Random random = new Random(seed);
        int rejections = 0;
        for (int run = 0; run < RUNS; run++) {
            long[] counts = new long[test.outcomes()];
            for (int i = 0; i < LENGTH; i++) {
                int outcome = random.nextDouble() < challenger ? 1 : 0;
                if (test.outcomes() == 3) {
                    outcome += 1 - (random.nextDouble() < champion ? 1 : 0);
                }
                counts[outcome]++;
                if (test.logEValue(java.util.Arrays.stream(counts).boxed().toList()) >= Math.log(1 / ALPHA)) {
                    rejections++;
                    break;
                }
            }
        }
        return rejections;
    }

    @Test
    void rejections_hypothesisHoldsAndEveryLookCounts_areAtMostAlpha() {
        int most = BinomialDistribution.of(RUNS, ALPHA).inverseCumulativeProbability(0.999);

        assertThat(rejections(BettingTest.pairs(0), 0.05, 0.05, 1)).isLessThanOrEqualTo(most);
        assertThat(rejections(BettingTest.pairs(0.02), 0.2, 0.22, 2)).isLessThanOrEqualTo(most);
        assertThat(rejections(BettingTest.share(0.1), 0, 0.1, 3)).isLessThanOrEqualTo(most);
    }

    @Test
    void rejections_challengerIsWorse_areNearlyAll() {
        assertThat(rejections(BettingTest.pairs(0), 0.05, 0.15, 4)).isGreaterThan(RUNS * 98 / 100);
        assertThat(rejections(BettingTest.share(0.1), 0, 0.2, 5)).isGreaterThan(RUNS * 98 / 100);
    }

    @Test
    void logEValue_challengerAlwaysFails_rejectsAfterAFewPairs() {
        BettingTest test = BettingTest.pairs(0.01);

        assertThat(test.logEValue(List.of(0L, 0L, 10L))).isGreaterThan(Math.log(4 / ALPHA));
    }

    @Test
    void test_impossible_isRefused() {
        for (double bound : new double[] {0, 1, -0.1, Double.NaN}) {
            assertThatThrownBy(() -> BettingTest.share(bound)).isInstanceOf(InvalidInputException.class);
        }
        assertThatThrownBy(() -> BettingTest.pairs(1)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> BettingTest.pairs(Double.NaN)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> BettingTest.share(0.1).logEValue(List.of(1L, 2L, 3L)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("2 outcomes");
    }
}
