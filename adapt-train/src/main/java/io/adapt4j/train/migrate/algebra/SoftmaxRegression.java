package io.adapt4j.train.migrate.algebra;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Multinomial logistic regression on given probabilities {@code P [rows, q]}: the {@code W} and {@code b} that make the mean cross-entropy of
 * {@code softmax(X W + b)} and {@code P} smallest, with a small penalty on {@code |W|^2}. The Hessian is bounded by that of least squares (Böhning,
 * "Multinomial logistic regression algorithm", 1992), so that every step is one of ridge regression and none is too long; steps gather momentum as in
 * Nesterov's method (1983), which begins again where it points uphill (O'Donoghue and Candès, "Adaptive restart for accelerated gradient schemes",
 * 2015).
 */
public final class SoftmaxRegression {
    /** Of the largest eigenvalue of {@code diag(p) - p p'}. */
    private static final double BOUND = 0.5;
    /** Relative to the mean square of the centred inputs. */
    private static final double PENALTY = 1e-5;

    private static final int STEPS = 20;

    private final Ridge ridge;
    /** The inputs where the bound of the Hessian is diagonal. */
    private final DMatrixRMaj inputs;

    private final double[] spreads;
    private final DMatrixRMaj wanted;
    private final double penalty;

    private SoftmaxRegression(Ridge ridge, DMatrixRMaj wanted) {
        this.ridge = ridge;
        this.inputs = ridge.coordinates();
        this.spreads = ridge.spreads();
        this.wanted = wanted;
        this.penalty = PENALTY * Arrays.stream(spreads).sum();
    }

    /**
     * Fits probabilities.
     *
     * @param ridge the decomposition of {@code X}
     * @param start a fit of {@code ridge} whose outputs are near to logarithms of the probabilities, up to a constant for each row
     * @param probabilities {@code [rows, q]}
     * @return the fit, with the start's penalty and error
     */
    public static Ridge.Fit fit(Ridge ridge, Ridge.Fit start, DMatrixRMaj probabilities) {
        return new SoftmaxRegression(ridge, probabilities).run(start);
    }

    private Ridge.Fit run(Ridge.Fit start) {
        Point now = new Point(ridge.into(start.weight()), shifted(start, 1));
        Point ahead = now;
        double momentum = 1;
        for (int step = 0; step < STEPS; step++) {
            Point next = step(ahead);
            double more = (1 + StrictMath.sqrt(1 + 4 * momentum * momentum)) / 2;
            if (ahead.minus(next).dot(next.minus(now)) > 0) {
                more = 1;
                momentum = 1;
            }
            ahead = next.plus(next.minus(now), (momentum - 1) / more);
            now = next;
            momentum = more;
        }
        DMatrixRMaj weight = ridge.outOf(now.weight);
        Ridge.Fit fit = new Ridge.Fit(weight, now.bias, start.lambda(), start.error());
        return new Ridge.Fit(weight, shifted(fit, -1), start.lambda(), start.error());
    }

    /** The bias for inputs less their means, or back. */
    private double[] shifted(Ridge.Fit fit, int sign) {
        double[] means = ridge.means();
        double[] bias = fit.bias().clone();
        for (int i = 0; i < means.length; i++) {
            for (int output = 0; output < bias.length; output++) {
                bias[output] += sign * means[i] * fit.weight().get(i, output);
            }
        }
        return bias;
    }

    /** One step down from a point. */
    private Point step(Point from) {
        DMatrixRMaj errors = probabilities(from);
        int rows = errors.numRows;
        double[] bias = from.bias.clone();
        for (int row = 0; row < rows; row++) {
            for (int output = 0; output < errors.numCols; output++) {
                double error = (errors.get(row, output) - wanted.get(row, output)) / rows;
                errors.set(row, output, error);
                bias[output] -= error / BOUND;
            }
        }
        DMatrixRMaj gradient = Dense.transposedTimes(inputs, errors);
        DMatrixRMaj weight = from.weight.copy();
        for (int i = 0; i < spreads.length; i++) {
            double curvature = BOUND * spreads[i] + penalty;
            for (int output = 0; output < weight.numCols; output++) {
                double own = weight.get(i, output);
                weight.set(i, output, own - (gradient.get(i, output) + penalty * own) / curvature);
            }
        }
        return new Point(weight, bias);
    }

    private DMatrixRMaj probabilities(Point at) {
        return Dense.softmax(Dense.shifted(Dense.times(inputs, at.weight), at.bias));
    }

    /** @param weight for the coordinates, {@code [k, q]} */
    @SuppressWarnings("ArrayRecordComponent")
    private record Point(DMatrixRMaj weight, double[] bias) {

        Point plus(Point other, double factor) {
            double[] biases = bias.clone();
            for (int i = 0; i < biases.length; i++) {
                biases[i] += factor * other.bias[i];
            }
            return new Point(Dense.plus(weight, other.weight, factor), biases);
        }

        Point minus(Point other) {
            return plus(other, -1);
        }

        double dot(Point other) {
            double sum = Dense.dot(weight, other.weight);
            for (int i = 0; i < bias.length; i++) {
                sum += bias[i] * other.bias[i];
            }
            return sum;
        }
    }
}
