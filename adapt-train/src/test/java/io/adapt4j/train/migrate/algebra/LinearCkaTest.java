package io.adapt4j.train.migrate.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.error.InvalidDataException;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class LinearCkaTest {

    /** The definition of the biased estimate written down with the centring matrix H: {@code tr(K H L H)}. */
    private static double byGrams(DMatrixRMaj x, DMatrixRMaj y) {
        int n = x.numRows;
        double[][] k = new double[n][n];
        double[][] l = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int c = 0; c < x.numCols; c++) {
                    k[i][j] += x.get(i, c) * x.get(j, c);
                }
                for (int c = 0; c < y.numCols; c++) {
                    l[i][j] += y.get(i, c) * y.get(j, c);
                }
            }
        }
        return hsic(k, l) / Math.sqrt(hsic(k, k) * hsic(l, l));
    }

    private static double hsic(double[][] k, double[][] l) {
        int n = k.length;
        double sum = 0;
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                for (int c = 0; c < n; c++) {
                    for (int d = 0; d < n; d++) {
                        double first = (b == c ? 1 : 0) - 1.0 / n;
                        double second = (d == a ? 1 : 0) - 1.0 / n;
                        sum += k[a][b] * first * l[c][d] * second;
                    }
                }
            }
        }
        return sum;
    }

    /** The unbiased estimate as a mean over different rows: {@code E[k_ij l_ij] + E[k_ij l_qr] - 2 E[k_ij l_iq]}. */
    private static double unbiased(DMatrixRMaj x, DMatrixRMaj y) {
        return meanOverDifferent(x, y) / Math.sqrt(meanOverDifferent(x, x) * meanOverDifferent(y, y));
    }

    private static double meanOverDifferent(DMatrixRMaj x, DMatrixRMaj y) {
        int n = x.numRows;
        double pairs = 0;
        double triples = 0;
        double quadruples = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int q = 0; q < n; q++) {
                    for (int r = 0; r < n; r++) {
                        if (i != j && i != q && i != r && j != q && j != r && q != r) {
                            quadruples += inner(x, i, j) * inner(y, q, r) / (n * (n - 1.0) * (n - 2) * (n - 3));
                            pairs += inner(x, i, j) * inner(y, i, j) / (n * (n - 1.0) * (n - 2) * (n - 3));
                            triples += inner(x, i, j) * inner(y, i, q) / (n * (n - 1.0) * (n - 2) * (n - 3));
                        }
                    }
                }
            }
        }
        return pairs + quadruples - 2 * triples;
    }

    private static double inner(DMatrixRMaj x, int i, int j) {
        double sum = 0;
        for (int c = 0; c < x.numCols; c++) {
            sum += x.get(i, c) * x.get(j, c);
        }
        return sum;
    }

    @Test
    void of_randomMatrices_isWhatTheDefinitionOverGramsGives() {
        DMatrixRMaj x = Randoms.matrix(8, 5, 1);
        DMatrixRMaj y = Randoms.plus(Dense.times(x, Randoms.matrix(5, 3, 2)), Randoms.matrix(8, 3, 3));

        assertThat(LinearCka.of(x, y)).isCloseTo(byGrams(x, y), within(1e-12));
    }

    @Test
    void debiased_randomMatrices_isTheMeanOverDifferentRows() {
        DMatrixRMaj x = Randoms.matrix(9, 4, 4);
        DMatrixRMaj y = Randoms.plus(Dense.times(x, Randoms.matrix(4, 6, 5)), Randoms.matrix(9, 6, 6));

        assertThat(LinearCka.debiased(x, y)).isCloseTo(unbiased(x, y), within(1e-10));
    }

    @Test
    void both_turnedScaledAndShifted_areOne() {
        DMatrixRMaj x = Randoms.matrix(20, 6, 7);
        DMatrixRMaj y = Dense.times(x, Randoms.orthogonal(6, 8));
        for (int i = 0; i < y.data.length; i++) {
            y.data[i] = 3 * y.data[i] + i % 6;
        }

        assertThat(LinearCka.of(x, y)).isCloseTo(1, within(1e-12));
        assertThat(LinearCka.debiased(x, y)).isCloseTo(1, within(1e-12));
    }

    @Test
    void debiased_unrelatedWithMoreColumnsThanRows_isNearZeroWhereTheOtherIsNot() {
        DMatrixRMaj x = Randoms.matrix(40, 300, 9);
        DMatrixRMaj y = Randoms.matrix(40, 300, 10);

        assertThat(LinearCka.of(x, y)).isGreaterThan(0.8);
        assertThat(LinearCka.debiased(x, y)).isLessThan(0.1);
    }

    @Test
    void both_otherNumbersOfRows_areRefused() {
        assertThatThrownBy(() -> LinearCka.of(Randoms.matrix(5, 2, 1), Randoms.matrix(6, 2, 1)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("5 and 6");
        assertThatThrownBy(() -> LinearCka.debiased(Randoms.matrix(3, 2, 1), Randoms.matrix(3, 2, 1)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("at least 4");
    }
}
