package io.adapt4j.train.migrate.strategy;

import io.adapt4j.train.migrate.algebra.Dense;
import io.adapt4j.train.migrate.algebra.Procrustes;
import io.adapt4j.train.migrate.algebra.Ridge;
import io.adapt4j.train.migrate.algebra.TruncatedSvd;
import io.adapt4j.train.migrate.strategy.LowRankDeltas.Delta;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
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

    /** Rows that a regression on a wide side is fitted to. */
    private static final int WIDE_ROWS = 384;

    private final List<Rotation> rotations = new ArrayList<>();

    /** The latest one; modules that read the same, as query, key and value do, share it. */
    private @Nullable Regression latest;

    /** What regressions on a module's inputs have in common. */
    private record Regression(DMatrixRMaj inputs, Ridge ridge) {}

    /** The rotation of rows to others; turned round, it is the transposed. */
    private record Rotation(DMatrixRMaj from, DMatrixRMaj to, DMatrixRMaj matrix) {

        boolean isOf(DMatrixRMaj x, DMatrixRMaj y) {
            return Arrays.equals(from.data, x.data) && Arrays.equals(to.data, y.data);
        }
    }

    /** What values give is what the attention's output reads, so that the one's rotation is known once the other's is. */
    private DMatrixRMaj rotation(DMatrixRMaj from, DMatrixRMaj to) {
        for (Rotation known : rotations) {
            if (known.isOf(from, to)) {
                return known.matrix;
            }
            if (known.isOf(to, from)) {
                return Dense.transposed(known.matrix);
            }
        }
        DMatrixRMaj matrix = Procrustes.rotation(from, to);
        rotations.add(new Rotation(from, to, matrix));
        return matrix;
    }

    /** By least squares on rows of what goes in and comes out. */
    Delta leastSquares(Delta delta, DMatrixRMaj oldIn, DMatrixRMaj newIn, DMatrixRMaj oldOut, DMatrixRMaj newOut) {
        return new Delta(fittedA(delta, oldIn, newIn), fittedB(delta, oldOut, newOut));
    }

    private DMatrixRMaj fittedA(Delta delta, DMatrixRMaj oldIn, DMatrixRMaj newIn) {
        int[] rows = rows(oldIn, newIn);
        DMatrixRMaj wanted = Dense.timesTransposed(Dense.rows(oldIn, rows), delta.a());
        DMatrixRMaj inputs = Dense.rows(newIn, rows);
        if (latest == null || !Arrays.equals(latest.inputs.data, inputs.data)) {
            latest = new Regression(inputs, Ridge.throughOrigin(inputs));
        }
        return Dense.transposed(latest.ridge.fit(wanted).weight());
    }

    private static DMatrixRMaj fittedB(Delta delta, DMatrixRMaj oldOut, DMatrixRMaj newOut) {
        int[] rows = rows(oldOut, newOut);
        DMatrixRMaj wanted = Dense.rows(newOut, rows);
        Ridge outputs = Ridge.throughOrigin(Dense.rows(oldOut, rows));
        return outputs.through(delta.b(), wanted, outputs.select(someColumns(wanted)));
    }

    /** All rows, or of a wide side some, evenly spread: a decomposition takes the cube of their number. */
    private static int[] rows(DMatrixRMaj one, DMatrixRMaj other) {
        int all = one.numRows;
        int count = isNarrow(one, other) ? all : Math.min(WIDE_ROWS, all);
        return IntStream.range(0, count)
                .map(row -> (int) ((long) row * all / count))
                .toArray();
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
                        ? Dense.timesTransposed(delta.a(), rotation(newIn, oldIn))
                        : fittedA(delta, oldIn, newIn),
                isNarrow(oldOut, newOut)
                        ? Dense.times(delta.b(), rotation(oldOut, newOut))
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
