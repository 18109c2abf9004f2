package io.adapt4j.train.migrate.algebra;

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
    private final DMatrixRMaj centred;
    private final DMatrixRMaj wanted;
    private final double penalty;

    private SoftmaxRegression(Ridge ridge, DMatrixRMaj centred, DMatrixRMaj wanted) {
        this.ridge = ridge;
        this.centred = centred;
        this.wanted = wanted;
        this.penalty = PENALTY * ridge.spread();
    }

    /**
     * Fits probabilities.
     *
     * @param ridge the decomposition of {@code x}
     * @param x {@code [rows, p]}
     * @param start a fit of {@code ridge} whose outputs are near to logarithms of the probabilities, up to a constant for each row
     * @param probabilities {@code [rows, q]}
     * @return the fit, with the start's penalty and error
     */
    public static Ridge.Fit fit(Ridge ridge, DMatrixRMaj x, Ridge.Fit start, DMatrixRMaj probabilities) {
        return new SoftmaxRegression(ridge, Dense.centred(x, ridge.means()), probabilities).run(start);
    }

    private Ridge.Fit run(Ridge.Fit start) {
        Point now = new Point(start.weight(), shifted(start, 1));
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
        Ridge.Fit fit = new Ridge.Fit(now.weight, now.bias, start.lambda(), start.error());
        return new Ridge.Fit(now.weight, shifted(fit, -1), start.lambda(), start.error());
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
        DMatrixRMaj gradient = Dense.transposedTimes(centred, errors);
        for (int i = 0; i < gradient.data.length; i++) {
            gradient.data[i] += penalty * from.weight.data[i];
        }
        return new Point(Dense.minus(from.weight, ridge.divided(gradient, BOUND, penalty)), bias);
    }

    private DMatrixRMaj probabilities(Point at) {
        return Dense.softmax(Dense.shifted(Dense.times(centred, at.weight), at.bias));
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Point(DMatrixRMaj weight, double[] bias) {

        Point plus(Point other, double factor) {
            DMatrixRMaj sum = weight.copy();
            for (int i = 0; i < sum.data.length; i++) {
                sum.data[i] += factor * other.weight.data[i];
            }
            double[] biases = bias.clone();
            for (int i = 0; i < biases.length; i++) {
                biases[i] += factor * other.bias[i];
            }
            return new Point(sum, biases);
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
