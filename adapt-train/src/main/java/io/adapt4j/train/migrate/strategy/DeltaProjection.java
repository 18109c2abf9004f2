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

    /** The decomposition of wider sides takes longer than it is worth. */
    private static final int NARROW = 512;

    private @Nullable DMatrixRMaj lastInputs;
    private @Nullable Ridge lastOnInputs;

    /** By least squares on rows of what goes in and comes out. */
    Delta leastSquares(Delta delta, DMatrixRMaj oldIn, DMatrixRMaj newIn, DMatrixRMaj oldOut, DMatrixRMaj newOut) {
        return new Delta(fittedA(delta, oldIn, newIn), fittedB(delta, oldOut, newOut));
    }

    private DMatrixRMaj fittedA(Delta delta, DMatrixRMaj oldIn, DMatrixRMaj newIn) {
        DMatrixRMaj wanted = Dense.timesTransposed(oldIn, delta.a());
        return Dense.transposed(onInputs(newIn).fit(wanted).weight());
    }

    private static DMatrixRMaj fittedB(Delta delta, DMatrixRMaj oldOut, DMatrixRMaj newOut) {
        Ridge outputs = Ridge.throughOrigin(oldOut);
        return outputs.through(delta.b(), newOut, outputs.select(someColumns(newOut)));
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

    /** By rotations fitted to rows of what goes in and comes out; by least squares on sides that are too wide for that. */
    Delta procrustes(Delta delta, DMatrixRMaj oldIn, DMatrixRMaj newIn, DMatrixRMaj oldOut, DMatrixRMaj newOut) {
        return new Delta(
                isNarrow(oldIn, newIn)
                        ? Dense.timesTransposed(delta.a(), Procrustes.rotation(newIn, oldIn))
                        : fittedA(delta, oldIn, newIn),
                isNarrow(oldOut, newOut)
                        ? Dense.times(delta.b(), Procrustes.rotation(oldOut, newOut))
                        : fittedB(delta, oldOut, newOut));
    }

    private static boolean isNarrow(DMatrixRMaj one, DMatrixRMaj other) {
        return Math.min(one.numCols, other.numCols) <= NARROW;
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
