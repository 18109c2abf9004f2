package io.adapt4j.train.migrate.strategy;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.migrate.algebra.Dense;
import io.adapt4j.train.migrate.algebra.Ridge;
import io.adapt4j.train.migrate.algebra.SoftmaxRegression;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A regression of the old system's outputs on vectors of the new base. Outputs of a softmax are centred first, because it does not see what they have in
 * common.
 *
 * @param x vectors, {@code [rows, hidden]}
 * @param outputs {@code [rows, outputs]}
 * @param fit with the penalty that is best at left-out rows
 */
record HeadRegression(TaskForm.Link link, DMatrixRMaj x, DMatrixRMaj outputs, Ridge ridge, Ridge.Fit fit) {
    /** An error below this leaves nothing to bring nearer. */
    private static final double EXACT = 1e-3;

    /** @throws InvalidDataException when an output is not finite, or there are fewer than three rows */
    static HeadRegression of(TaskForm.Link link, DMatrixRMaj x, List<double[]> outputs) {
        Ridge ridge = Ridge.on(x);
        DMatrixRMaj wanted = matrix(link, outputs);
        return new HeadRegression(link, x, wanted, ridge, ridge.fit(wanted));
    }

    /** Whether outputs are given so well that nothing is left to be learnt of them. */
    boolean isExact() {
        return fit.error() <= EXACT;
    }

    /** The fit, brought nearer to the old probabilities where outputs give any. */
    Ridge.Fit finished() {
        boolean shares = link == TaskForm.Link.SOFTMAX || link == TaskForm.Link.TOKENS;
        return shares && !isExact() ? SoftmaxRegression.fit(ridge, fit, Dense.softmax(outputs)) : fit;
    }

    /** The same with something added to the outputs, and the same penalty. */
    HeadRegression plus(DMatrixRMaj more) {
        DMatrixRMaj wanted = outputsWith(more);
        return new HeadRegression(link, x, wanted, ridge, ridge.fit(wanted, fit.lambda()));
    }

    /** The outputs with something added to them. */
    DMatrixRMaj outputsWith(DMatrixRMaj more) {
        return centred(Dense.plus(outputs, more, 1));
    }

    private static DMatrixRMaj matrix(TaskForm.Link link, List<double[]> rows) {
        DMatrixRMaj outputs = new DMatrixRMaj(rows.size(), rows.get(0).length);
        for (int row = 0; row < rows.size(); row++) {
            for (int i = 0; i < outputs.numCols; i++) {
                double output = rows.get(row)[i];
                if (!Double.isFinite(output)) {
                    throw new InvalidDataException(
                            "The old system's outputs are not all finite; base or adapter is damaged");
                }
                outputs.set(row, i, output);
            }
        }
        return link == TaskForm.Link.NUMBERS || link == TaskForm.Link.SIGMOID ? outputs : centred(outputs);
    }

    /** Each row less its mean. */
    private static DMatrixRMaj centred(DMatrixRMaj rows) {
        DMatrixRMaj centred = rows.copy();
        for (int begin = 0; begin < rows.data.length; begin += rows.numCols) {
            double mean = 0;
            for (int i = begin; i < begin + rows.numCols; i++) {
                mean += rows.data[i] / rows.numCols;
            }
            for (int i = begin; i < begin + rows.numCols; i++) {
                centred.data[i] -= mean;
            }
        }
        return centred;
    }
}
