package io.adapt4j.train.migrate.algebra;

import io.adapt4j.error.InvalidDataException;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Linear centred kernel alignment: how similar two representations {@code X [rows, p]} and {@code Y [rows, q]} of the same rows are, from 0
 * to 1, whatever rotation or scale they are in (Kornblith et al., "Similarity of Neural Network Representations Revisited", 2019):
 * {@code HSIC(XX', YY') / sqrt(HSIC(XX', XX') HSIC(YY', YY'))}.
 */
public final class LinearCka {
    /** Rows that the estimate without bias needs. */
    public static final int LEAST_ROWS = 4;

    private LinearCka() {}

    /** With the biased estimate of HSIC, {@code |Y'X|^2 / (|X'X| |Y'Y|)} of centred columns, as the paper defines it. */
    public static double of(DMatrixRMaj x, DMatrixRMaj y) {
        requireRows(x, y, 2);
        DMatrixRMaj a = Dense.centred(x, Dense.means(x));
        DMatrixRMaj b = Dense.centred(y, Dense.means(y));
        double cross = Dense.norm(Dense.transposedTimes(b, a));
        double own = Dense.norm(Dense.transposedTimes(a, a)) * Dense.norm(Dense.transposedTimes(b, b));
        return own == 0 ? 0 : cross * cross / own;
    }

    /**
     * With the estimate of HSIC that has no bias (Song et al., "Feature Selection via Dependence Maximization", 2012), so that fewer rows than
     * columns do not look similar for that alone. At least 0, which unrelated representations have on average.
     */
    public static double debiased(DMatrixRMaj x, DMatrixRMaj y) {
        requireRows(x, y, LEAST_ROWS);
        DMatrixRMaj k = hollow(x);
        DMatrixRMaj l = hollow(y);
        double own = hsic(k, k) * hsic(l, l);
        return own <= 0 ? 0 : Math.max(0, Math.min(1, hsic(k, l) / StrictMath.sqrt(own)));
    }

    /** The products of centred rows, with zeros on the diagonal. Centring changes nothing but the rounding. */
    private static DMatrixRMaj hollow(DMatrixRMaj x) {
        DMatrixRMaj centred = Dense.centred(x, Dense.means(x));
        DMatrixRMaj gram = Dense.timesTransposed(centred, centred);
        for (int i = 0; i < gram.numRows; i++) {
            gram.set(i, i, 0);
        }
        return gram;
    }

    private static double hsic(DMatrixRMaj k, DMatrixRMaj l) {
        double n = k.numRows;
        double trace = Dense.dot(k, l);
        double sums = CommonOps_DDRM.elementSum(k) * CommonOps_DDRM.elementSum(l) / ((n - 1) * (n - 2));
        double rows = 0;
        for (int i = 0; i < k.numRows; i++) {
            double first = 0;
            double second = 0;
            for (int j = 0; j < k.numRows; j++) {
                first += k.get(i, j);
                second += l.get(i, j);
            }
            rows += first * second;
        }
        return (trace + sums - 2 / (n - 2) * rows) / (n * (n - 3));
    }

    private static void requireRows(DMatrixRMaj x, DMatrixRMaj y, int least) {
        if (x.numRows != y.numRows || x.numRows < least) {
            throw new InvalidDataException("Representations are compared on the same texts, at least " + least
                    + ", but there are " + x.numRows + " and " + y.numRows);
        }
    }
}
