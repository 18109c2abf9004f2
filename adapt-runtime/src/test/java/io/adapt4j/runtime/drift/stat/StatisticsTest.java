package io.adapt4j.runtime.drift.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.drift.Draw;
import io.adapt4j.runtime.drift.Published;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.inference.BinomialTest;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Every statistic against NumPy and SciPy; see {@code drift/reference.py}. */
class StatisticsTest {
    private static final Offset<Double> SAME = within(1e-6);
    private static final double[] SMALL = new Draw(1).normals(300, 0);
    private static final double[] LARGE = new Draw(2).normals(250, 0.2);
    private static final float[][] X = new Draw(3).points(40, 6, 0);
    private static final float[][] Y = new Draw(4).points(30, 6, 0.3);

    @Test
    void kolmogorovSmirnov_isSciPys() {
        var result = KolmogorovSmirnovTest.withDefaults().test(SMALL, LARGE);
        var ties = KolmogorovSmirnovTest.withDefaults().test(floor(SMALL, 3), floor(LARGE, 3));
        var windows = KolmogorovSmirnovTest.withDefaults()
                .test(new Draw(9).normals(1_000, 0), new Draw(10).normals(1_000, 0.1));

        assertThat(result.getStatistic()).isCloseTo(Published.number("ks.statistic"), SAME);
        assertThat(result.getPValue()).isCloseTo(Published.number("ks.p"), SAME);
        assertThat(ties.getStatistic()).isCloseTo(Published.number("ksTies.statistic"), SAME);
        assertThat(windows.getStatistic()).isCloseTo(Published.number("ksWindows.statistic"), SAME);
        assertThat(windows.getPValue()).isCloseTo(Published.number("ksWindows.p"), SAME);
    }

    @Test
    void fisherBinomialAndMannWhitney_areSciPys() {
        int[][] table = {{30, 970}, {55, 945}};
        var ranks = MannWhitneyUTest.withDefaults().test(LARGE, SMALL);

        assertThat(FisherExactTest.withDefaults().test(table).getPValue()).isCloseTo(Published.number("fisher"), SAME);
        assertThat(BinomialTest.withDefaults().test(88, 40, 1.0 / 3).getPValue())
                .isCloseTo(Published.number("events"), SAME);
        assertThat(ranks.getStatistic()).isCloseTo(Published.number("mannWhitney.statistic"), SAME);
        assertThat(ranks.getPValue()).isCloseTo(Published.number("mannWhitney.p"), SAME);
    }

    @Test
    void psi_isNumPys() {
        Psi.Result result = Psi.test(SMALL, LARGE, 10);
        Psi.Result ties = Psi.test(floor(SMALL, 1), floor(LARGE, 1), 10);

        assertThat(result.psi()).isCloseTo(Published.number("psi.psi"), SAME);
        assertThat(result.pValue()).isCloseTo(Published.number("psi.p"), SAME);
        assertThat(ties.bins())
                .isEqualTo((int) Published.number("psiTies.bins"))
                .isLessThan(10);
        assertThat(ties.psi()).isCloseTo(Published.number("psiTies.psi"), SAME);
        assertThat(ties.pValue()).isCloseTo(Published.number("psiTies.p"), SAME);
    }

    @Test
    void psi_oneValue_isNoDrift() {
        Psi.Result result = Psi.test(new double[] {1, 1, 1}, new double[] {1, 1}, 10);

        assertThat(result.psi()).isZero();
        assertThat(result.pValue()).isEqualTo(1);
    }

    @Test
    void mmd_isNumPys() {
        assertThat(Mmd.of(X, Y).statistic()).isCloseTo(Published.number("mmd"), SAME);
    }

    @Test
    void mmd_fewPoints_pValueIsThatOfAllPermutations() {
        float[][] x = new Draw(11).points(4, 2, 0);
        float[][] y = new Draw(12).points(4, 2, 1.5);
        float[][] all = Arrays.copyOf(x, 8);
        System.arraycopy(y, 0, all, 4, 4);
        double measured = Mmd.of(x, y).statistic();
        int larger = 0;
        for (int mask = 0; mask < 256; mask++) {
            if (Integer.bitCount(mask) == 4) {
                int chosen = mask;
                double statistic = Mmd.of(pick(all, chosen), pick(all, ~chosen)).statistic();
                larger += statistic >= measured - 1e-12 ? 1 : 0;
            }
        }
        double mean = 0;
        for (int seed = 0; seed < 400; seed++) {
            mean += Mmd.of(x, y).pValue(100_000, new SplittableRandom(seed)) / 400;
        }

        // Each is of ten exceedances, so that it has a deviation of about p / 3, and of 400 about p / 63.
        assertThat(mean).isCloseTo(larger / 70.0 * 10 / 9, within(0.25 * larger / 70.0));
    }

    @Test
    void mmd_noDrift_pValuesAreSmallNoMoreOftenThanTheySay() {
        int small = 0;
        for (int seed = 0; seed < 400; seed++) {
            Draw draw = new Draw(1000 + seed);
            small +=
                    Mmd.of(draw.points(25, 3, 0), draw.points(25, 3, 0)).pValue(400, new SplittableRandom(seed)) <= 0.05
                            ? 1
                            : 0;
        }

        // Binomial(400, 0.05): 20 expected, more than 36 once in 3,000.
        assertThat(small).isLessThanOrEqualTo(36).isGreaterThan(4);
    }

    @Test
    void mmd_allPointsAlike_isNoDrift() {
        float[][] same = new float[5][3];

        assertThat(Mmd.of(same, same).statistic()).isCloseTo(0, SAME);
        assertThat(Mmd.of(same, same).pValue(100, new SplittableRandom(1))).isEqualTo(1);
    }

    @Test
    void classifier_isNumPys() {
        ClassifierTwoSample.Result result = ClassifierTwoSample.test(Arrays.copyOf(X, 30), Y);

        assertThat(result.accuracy()).isCloseTo(Published.number("classifier.accuracy"), SAME);
        assertThat(result.pValue()).isCloseTo(Published.number("classifier.p"), SAME);
        assertThat(result.scores()).containsExactly(Published.numbers("classifier.scores"), SAME);
    }

    @Test
    void mahalanobis_isNumPys() {
        Mahalanobis fit = new Mahalanobis(X);
        Mahalanobis wide = new Mahalanobis(new Draw(7).points(12, 20, 0));

        assertThat(fit.shrinkage()).isCloseTo(Published.number("mahalanobis.shrinkage"), SAME);
        assertThat(fit.distances(Y)).containsExactly(Published.numbers("mahalanobis.distances"), SAME);
        assertThat(wide.shrinkage()).isCloseTo(Published.number("mahalanobisWide.shrinkage"), SAME);
        assertThat(wide.distances(new Draw(8).points(5, 20, 0.5)))
                .containsExactly(Published.numbers("mahalanobisWide.distances"), SAME);
    }

    @Test
    void mahalanobis_allPointsAlike_isEuclidean() {
        Mahalanobis fit = new Mahalanobis(new float[4][3]);

        assertThat(fit.distances(new float[][] {{3, 0, 4}})).containsExactly(new double[] {5}, SAME);
    }

    @Test
    void cholesky_notPositive_isRefused() {
        assertThatThrownBy(() -> new Cholesky(new double[][] {{1, 2}, {2, 1}}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("positive definite");
    }

    @Test
    void corrections_areThePublished() {
        double[] p = Published.numbers("p");

        assertThat(Correction.BONFERRONI.adjust(p)).containsExactly(Published.numbers("bonferroni"), SAME);
        assertThat(Correction.HOLM.adjust(p)).containsExactly(Published.numbers("holm"), SAME);
        assertThat(Correction.BENJAMINI_HOCHBERG.adjust(p))
                .containsExactly(Published.numbers("benjaminiHochberg"), SAME);
        assertThat(Correction.HOLM.adjust(new double[0])).isEmpty();
    }

    private static double[] floor(double[] values, double scale) {
        return Arrays.stream(values).map(value -> Math.floor(scale * value)).toArray();
    }

    private static float[][] pick(float[][] all, int mask) {
        float[][] picked = new float[4][];
        int at = 0;
        for (int i = 0; i < 8; i++) {
            if ((mask >> i & 1) == 1) {
                picked[at++] = all[i];
            }
        }
        return picked;
    }
}
