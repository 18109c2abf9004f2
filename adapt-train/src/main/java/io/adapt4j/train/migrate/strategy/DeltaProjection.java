package io.adapt4j.train.migrate.strategy;

import io.adapt4j.train.migrate.algebra.Dense;
import io.adapt4j.train.migrate.algebra.Procrustes;
import io.adapt4j.train.migrate.algebra.Ridge;
import io.adapt4j.train.migrate.algebra.TruncatedSvd;
import io.adapt4j.train.migrate.strategy.LowRankDeltas.Delta;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/** Carries a delta from a module of the old base to one of the new base. */
final class DeltaProjection {
    /** Singular vectors that span what a weight does. */
    private static final int SUBSPACE = 128;
    /** Columns on which the penalty of a regression is chosen. */
    private static final int COLUMNS = 16;

    private @Nullable DMatrixRMaj lastInputs;
    private @Nullable Ridge lastOnInputs;

    /** By least squares on rows of what goes in and comes out. */
    Delta leastSquares(Delta delta, DMatrixRMaj oldIn, DMatrixRMaj newIn, DMatrixRMaj oldOut, DMatrixRMaj newOut) {
        Ridge inputs = onInputs(newIn);
        DMatrixRMaj wanted = Dense.timesTransposed(oldIn, delta.a());
        DMatrixRMaj a = Dense.transposed(inputs.fit(wanted).weight());
        Ridge outputs = Ridge.on(oldOut);
        double lambda = outputs.select(someColumns(newOut));
        return new Delta(a, outputs.through(delta.b(), newOut, lambda));
    }

    /** Modules that read the same, as query, key and value do, share the decomposition. */
    private Ridge onInputs(DMatrixRMaj rows) {
        if (lastOnInputs == null || lastInputs == null || !Arrays.equals(lastInputs.data, rows.data)) {
            lastOnInputs = Ridge.throughOrigin(rows);
            lastInputs = rows;
        }
        return lastOnInputs;
    }

    private static DMatrixRMaj someColumns(DMatrixRMaj rows) {
        int count = Math.min(COLUMNS, rows.numCols);
        DMatrixRMaj some = new DMatrixRMaj(rows.numRows, count);
        for (int row = 0; row < rows.numRows; row++) {
            for (int column = 0; column < count; column++) {
                some.set(row, column, rows.get(row, column * rows.numCols / count));
            }
        }
        return some;
    }

    /** By rotations fitted to rows of what goes in and comes out. */
    static Delta procrustes(Delta delta, DMatrixRMaj oldIn, DMatrixRMaj newIn, DMatrixRMaj oldOut, DMatrixRMaj newOut) {
        DMatrixRMaj toOld = Procrustes.rotation(newIn, oldIn);
        DMatrixRMaj toNew = Procrustes.rotation(
                Dense.centred(oldOut, Dense.means(oldOut)), Dense.centred(newOut, Dense.means(newOut)));
        return new Delta(Dense.timesTransposed(delta.a(), toOld), Dense.times(delta.b(), toNew));
    }

    /**
     * By the weights {@code [out, in]} alone.
     *
     * @param oldWeight of the old module
     * @param newWeight of the new module
     */
    static Delta subspaces(Delta delta, DMatrixRMaj oldWeight, DMatrixRMaj newWeight) {
        int least = Math.min(
                Math.min(oldWeight.numRows, oldWeight.numCols), Math.min(newWeight.numRows, newWeight.numCols));
        int rank = Math.min(SUBSPACE, least);
        TruncatedSvd now = TruncatedSvd.of(newWeight, rank);
        boolean same = oldWeight.numRows == newWeight.numRows && oldWeight.numCols == newWeight.numCols;
        TruncatedSvd from = same ? now : TruncatedSvd.of(oldWeight, rank);
        return new Delta(
                Dense.timesTransposed(Dense.times(delta.a(), from.v()), now.v()),
                Dense.timesTransposed(Dense.times(delta.b(), from.u()), now.u()));
    }
}
