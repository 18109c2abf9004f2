package io.adapt4j.train.migrate.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.error.InvalidDataException;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

/** Of {@link TruncatedSvd}, {@link Procrustes} and {@link Dense}. */
class SubspacesTest {

    /** {@code U diag(s) V'} with known singular values. */
    private static DMatrixRMaj withValues(int rows, int columns, double decay, long seed) {
        int rank = Math.min(rows, columns);
        DMatrixRMaj u = CommonOps_DDRM.extract(Randoms.orthogonal(rows, seed), 0, rows, 0, rank);
        DMatrixRMaj v = CommonOps_DDRM.extract(Randoms.orthogonal(columns, seed + 1), 0, columns, 0, rank);
        for (int i = 0; i < rank; i++) {
            for (int row = 0; row < rows; row++) {
                u.set(row, i, u.get(row, i) * Math.pow(decay, i));
            }
        }
        return Dense.timesTransposed(u, v);
    }

    @Test
    void svd_largeMatrix_findsTheLargestSingularValuesAndTheirSpaces() {
        DMatrixRMaj a = withValues(150, 200, 0.8, 1);

        TruncatedSvd svd = TruncatedSvd.of(a, 5);

        assertThat(svd.values()).containsExactly(new double[] {1, 0.8, 0.64, 0.512, 0.4096}, within(1e-8));
        for (int i = 0; i < 5; i++) {
            DMatrixRMaj v = CommonOps_DDRM.extractColumn(svd.v(), i, null);
            DMatrixRMaj u = CommonOps_DDRM.extractColumn(svd.u(), i, null);
            CommonOps_DDRM.scale(svd.values()[i], u);
            assertThat(Dense.norm(Dense.minus(Dense.times(a, v), u))).isLessThan(1e-7);
        }
        assertThat(TruncatedSvd.of(a, 5).values()).isEqualTo(svd.values());
    }

    @Test
    void principalCosines_knownAngles_areFound() {
        DMatrixRMaj turn = Randoms.orthogonal(6, 3);
        DMatrixRMaj first = CommonOps_DDRM.extract(CommonOps_DDRM.identity(6), 0, 6, 0, 2);
        DMatrixRMaj second = new DMatrixRMaj(6, 2);
        second.set(0, 0, Math.cos(0.3));
        second.set(3, 0, Math.sin(0.3));
        second.set(1, 1, Math.cos(1.2));
        second.set(4, 1, Math.sin(1.2));

        double[] cosines = TruncatedSvd.principalCosines(Dense.times(turn, first), Dense.times(turn, second));

        assertThat(cosines).containsExactly(new double[] {Math.cos(0.3), Math.cos(1.2)}, within(1e-12));
    }

    @Test
    void procrustes_turnedRows_findsTheTurn() {
        DMatrixRMaj x = Randoms.matrix(50, 8, 4);
        DMatrixRMaj turn = Randoms.orthogonal(8, 5);

        assertThat(Dense.norm(Dense.minus(Procrustes.rotation(x, Dense.times(x, turn)), turn)))
                .isLessThan(1e-10);
    }

    @Test
    void procrustes_noisyRows_isBetterThanTurnsNearby() {
        DMatrixRMaj x = Randoms.matrix(30, 5, 6);
        DMatrixRMaj y = Randoms.plus(Dense.times(x, Randoms.orthogonal(5, 7)), Randoms.matrix(30, 5, 8));

        DMatrixRMaj best = Procrustes.rotation(x, y);

        assertThat(Dense.norm(Dense.minus(Dense.transposedTimes(best, best), CommonOps_DDRM.identity(5))))
                .isLessThan(1e-10);
        double error = Dense.norm(Dense.minus(Dense.times(x, best), y));
        for (int i = 0; i < 5; i++) {
            for (double angle : new double[] {-0.05, 0.05}) {
                DMatrixRMaj nudge = CommonOps_DDRM.identity(5);
                int j = (i + 1) % 5;
                nudge.set(i, i, Math.cos(angle));
                nudge.set(j, j, Math.cos(angle));
                nudge.set(i, j, Math.sin(angle));
                nudge.set(j, i, -Math.sin(angle));
                double other = Dense.norm(Dense.minus(Dense.times(x, Dense.times(best, nudge)), y));
                assertThat(other).isGreaterThan(error);
            }
        }
    }

    @Test
    void dense_numbersThatAreNotFinite_areRefused() {
        assertThatThrownBy(() -> Dense.of(new float[][] {{1, 2}, {3, Float.NaN}}))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("NaN at [1, 1]");
        assertThatThrownBy(() -> Dense.of(new float[][] {{1, 2}, {3}})).isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> Dense.of(new float[0][])).isInstanceOf(InvalidDataException.class);
    }
}
