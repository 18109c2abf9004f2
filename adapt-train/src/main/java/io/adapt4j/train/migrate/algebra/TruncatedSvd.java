package io.adapt4j.train.migrate.algebra;

import io.adapt4j.error.InvalidDataException;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The largest singular values of a matrix with their vectors, {@code A = U diag(s) V'} up to what is left out. Small matrices are
 * decomposed exactly; of large ones the subspace is found by seeded random projections and power iterations (Halko, Martinsson and Tropp,
 * "Finding Structure with Randomness", 2011).
 *
 * @param u {@code [rows, rank]}
 * @param values descending
 * @param v {@code [columns, rank]}
 */
@SuppressWarnings("ArrayRecordComponent")
public record TruncatedSvd(DMatrixRMaj u, double[] values, DMatrixRMaj v) {
    private static final int EXACT = 128;
    private static final int MORE = 8;
    private static final int POWER_ITERATIONS = 4;
    private static final long SEED = 20_110_217;

    /**
     * Decomposes a matrix.
     *
     * @param rank how many singular values, cut to as many as there are
     */
    public static TruncatedSvd of(DMatrixRMaj a, int rank) {
        int most = Math.min(a.numRows, a.numCols);
        int wanted = Math.min(rank, most);
        if (most <= EXACT || wanted + MORE >= most / 2) {
            return exact(a, wanted);
        }
        // Few long rows, for products are quicker along rows.
        DMatrixRMaj turned = Dense.transposed(a);
        DMatrixRMaj y = Dense.times(gaussian(wanted + MORE, a.numCols), turned);
        for (int i = 0; i < POWER_ITERATIONS; i++) {
            y = Dense.times(orthonormalRows(Dense.times(orthonormalRows(y), a)), turned);
        }
        DMatrixRMaj q = orthonormalRows(y);
        TruncatedSvd small = exact(Dense.times(q, a), wanted);
        return new TruncatedSvd(Dense.transposedTimes(q, small.u), small.values, small.v);
    }

    private static TruncatedSvd exact(DMatrixRMaj a, int rank) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(a.numRows, a.numCols, true, true, true);
        if (!svd.decompose(a.copy())) {
            throw new InvalidDataException("A matrix [" + a.numRows + ", " + a.numCols
                    + "] has no singular value decomposition; are all its numbers finite?");
        }
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj w = svd.getW(null);
        DMatrixRMaj v = svd.getV(null, false);
        SingularOps_DDRM.descendingOrder(u, false, w, v, false);
        double[] values = new double[rank];
        for (int i = 0; i < rank; i++) {
            values[i] = w.get(i, i);
        }
        return new TruncatedSvd(columns(u, rank), values, columns(v, rank));
    }

    private static DMatrixRMaj columns(DMatrixRMaj a, int count) {
        return CommonOps_DDRM.extract(a, 0, a.numRows, 0, count);
    }

    private static DMatrixRMaj orthonormalRows(DMatrixRMaj a) {
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(a.numCols, a.numRows);
        qr.decompose(Dense.transposed(a));
        return Dense.transposed(qr.getQ(null, true));
    }

    private static DMatrixRMaj gaussian(int rows, int columns) {
        Random random = new Random(SEED);
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = random.nextGaussian();
        }
        return matrix;
    }

    /**
     * The cosines of the principal angles between the spaces that the columns of two matrices span, descending (Björck and Golub, "Numerical
     * Methods for Computing Angles Between Linear Subspaces", 1973): the singular values of {@code U'V}.
     *
     * @param first orthonormal columns {@code [rows, k]}
     * @param second orthonormal columns {@code [rows, l]}
     */
    public static double[] principalCosines(DMatrixRMaj first, DMatrixRMaj second) {
        DMatrixRMaj product = Dense.transposedTimes(first, second);
        double[] cosines = exact(product, Math.min(product.numRows, product.numCols)).values;
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = Math.min(1, cosines[i]);
        }
        return cosines;
    }
}
