package io.adapt4j.train.migrate.algebra;

import org.ejml.data.DMatrixRMaj;

/**
 * The orthogonal Procrustes problem: the {@code Q} with orthonormal columns or rows that makes {@code |X Q - Y|} smallest. With {@code X'Y = U S V'}
 * it is {@code U V'} (Schönemann, "A generalized solution of the orthogonal Procrustes problem", 1966).
 */
public final class Procrustes {
    private Procrustes() {}

    /**
     * Solves it.
     *
     * @param x {@code [rows, p]}
     * @param y {@code [rows, q]}
     * @return {@code [p, q]}
     */
    public static DMatrixRMaj rotation(DMatrixRMaj x, DMatrixRMaj y) {
        DMatrixRMaj product = Dense.transposedTimes(x, y);
        TruncatedSvd svd = TruncatedSvd.of(product, Math.min(product.numRows, product.numCols));
        return Dense.timesTransposed(svd.u(), svd.v());
    }
}
