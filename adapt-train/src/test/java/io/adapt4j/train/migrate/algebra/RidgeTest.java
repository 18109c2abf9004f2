package io.adapt4j.train.migrate.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.error.InvalidDataException;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RidgeTest {

    /** {@code (X'X + lambda I)^-1 X'Y} of centred columns, by solving the normal equations. */
    private static DMatrixRMaj normalEquations(DMatrixRMaj x, DMatrixRMaj y, double lambda) {
        DMatrixRMaj a = Dense.centred(x, Dense.means(x));
        DMatrixRMaj left = Dense.transposedTimes(a, a);
        for (int i = 0; i < left.numRows; i++) {
            left.add(i, i, lambda);
        }
        DMatrixRMaj solved = new DMatrixRMaj(x.numCols, y.numCols);
        CommonOps_DDRM.solve(left, Dense.transposedTimes(a, Dense.centred(y, Dense.means(y))), solved);
        return solved;
    }

    @ParameterizedTest
    @CsvSource({"30, 6", "8, 20"})
    void fit_moreRowsOrMoreColumns_solvesTheNormalEquations(int rows, int columns) {
        DMatrixRMaj x = Randoms.matrix(rows, columns, 1);
        DMatrixRMaj y = Randoms.matrix(rows, 3, 2);

        Ridge.Fit fit = Ridge.on(x).fit(y, 0.7);

        DMatrixRMaj expected = normalEquations(x, y, 0.7);
        assertThat(Dense.norm(Dense.minus(fit.weight(), expected))).isLessThan(1e-10);
        double[] means = Dense.means(Dense.minus(y, Dense.times(x, expected)));
        assertThat(fit.bias()).containsExactly(means, within(1e-10));
        assertThat(Dense.norm(Dense.minus(
                        Ridge.on(x).through(Randoms.matrix(2, columns, 3), y, 0.7),
                        Dense.times(Randoms.matrix(2, columns, 3), expected))))
                .isLessThan(1e-10);
    }

    @ParameterizedTest
    @CsvSource({"25, 6", "9, 15"})
    void leftOut_eachRow_isTheErrorOfAFitWithoutIt(int rows, int columns) {
        DMatrixRMaj x = Randoms.matrix(rows, columns, 3);
        DMatrixRMaj y = Randoms.plus(Dense.times(x, Randoms.matrix(columns, 2, 4)), Randoms.matrix(rows, 2, 5));
        double lambda = 1.3;
        double error = 0;
        for (int out = 0; out < rows; out++) {
            int left = out;
            int[] others = IntStream.range(0, rows).filter(row -> row != left).toArray();
            Ridge.Fit fit = Ridge.on(Dense.rows(x, others)).fit(Dense.rows(y, others), lambda);
            DMatrixRMaj predicted = Dense.times(Dense.rows(x, new int[] {out}), fit.weight());
            for (int column = 0; column < 2; column++) {
                double residual = y.get(out, column) - predicted.get(0, column) - fit.bias()[column];
                error += residual * residual;
            }
        }
        double total = Math.pow(Dense.norm(Dense.centred(y, Dense.means(y))), 2);

        assertThat(Ridge.on(x).leftOut(y, lambda)).isCloseTo(error / total, within(1e-10));
    }

    @Test
    void throughOrigin_exactMap_isFound() {
        DMatrixRMaj x = Randoms.matrix(40, 7, 6);
        DMatrixRMaj w = Randoms.matrix(7, 4, 7);

        Ridge.Fit fit = Ridge.throughOrigin(x).fit(Dense.times(x, w));

        assertThat(Dense.norm(Dense.minus(fit.weight(), w))).isLessThan(1e-7);
        assertThat(fit.bias()).containsOnly(0);
        assertThat(fit.error()).isLessThan(1e-12);
    }

    @Test
    void throughOrigin_rowsThatAreAllTheSame_giveTheirOutputs() {
        DMatrixRMaj one = Randoms.matrix(1, 200, 5);
        DMatrixRMaj x = new DMatrixRMaj(120, 200);
        DMatrixRMaj y = new DMatrixRMaj(120, 2);
        for (int row = 0; row < 120; row++) {
            System.arraycopy(one.data, 0, x.data, row * 200, 200);
            y.set(row, 0, 3);
            y.set(row, 1, -1);
        }

        DMatrixRMaj fitted = Dense.times(x, Ridge.throughOrigin(x).fit(y, 1e-9).weight());

        assertThat(fitted.data).containsExactly(y.data, within(1e-6));
    }

    @Test
    void select_noiseAlone_takesALargePenalty() {
        DMatrixRMaj x = Randoms.matrix(30, 20, 8);

        assertThat(Ridge.on(x).fit(Randoms.matrix(30, 1, 9)).error()).isBetween(0.9, 1.3);
        assertThat(Ridge.on(x).leftOut(Randoms.matrix(30, 1, 9), 1e-9)).isGreaterThan(1.5);
    }

    @Test
    void fit_tooFewOrOtherRows_isRefused() {
        assertThatThrownBy(() -> Ridge.on(Randoms.matrix(2, 3, 1)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("at least 3 texts");
        assertThatThrownBy(() -> Ridge.on(Randoms.matrix(5, 3, 1)).fit(Randoms.matrix(4, 1, 1)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("5 inputs, but 4 outputs");
    }
}
