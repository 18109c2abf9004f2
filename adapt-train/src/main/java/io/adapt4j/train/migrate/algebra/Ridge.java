package io.adapt4j.train.migrate.algebra;

import io.adapt4j.error.InvalidDataException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Ridge regression on given inputs {@code X [rows, p]}, of which the outputs are not penalised for their means: the {@code W} and {@code b} that make
 * {@code |X W + b - Y|^2 + lambda |W|^2} smallest (Hoerl and Kennard, "Ridge Regression", 1970). The inputs are decomposed once, after which each
 * {@code lambda} costs a few products. The best one is that with the smallest error at rows that are left out one by one, which has a
 * closed form: the residual over one minus the row's own weight in its prediction (Allen, "The Relationship between Variable Selection and
 * Data Augmentation and a Method for Prediction", 1974).
 */
public final class Ridge {
    /** Relative to the mean of the eigenvalues. */
    private static final double[] GRID = {1e-10, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 1, 3, 10};
    /** Directions with a smaller eigenvalue, relative to the largest, hold rounding alone. */
    private static final double SMALLEST = 1e-11;

    /** A row with less than this to be predicted by the others is not predicted. */
    private static final double SMALLEST_REST = 1e-6;

    private final boolean intercept;
    private final double[] means;
    /** Left singular vectors of the centred inputs, {@code [rows, k]}. */
    private final DMatrixRMaj u;
    /** Right singular vectors, {@code [p, k]}. */
    private final DMatrixRMaj v;
    /** Squared singular values. */
    private final double[] eigen;

    private Ridge(boolean intercept, double[] means, DMatrixRMaj u, DMatrixRMaj v, double[] eigen) {
        this.intercept = intercept;
        this.means = means;
        this.u = u;
        this.v = v;
        this.eigen = eigen;
    }

    /**
     * A fit.
     *
     * @param weight {@code [p, q]}
     * @param bias {@code [q]}
     * @param lambda the penalty
     * @param error the squared error at left-out rows, relative to the variance of the outputs; 1 is no better than the mean
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Fit(DMatrixRMaj weight, double[] bias, double lambda, double error) {

        /** {@code X W + b}. */
        public DMatrixRMaj outputs(DMatrixRMaj x) {
            return Dense.shifted(Dense.times(x, weight), bias);
        }
    }

    /**
     * Decomposes inputs.
     *
     * @throws InvalidDataException when there are fewer than three rows
     */
    public static Ridge on(DMatrixRMaj x) {
        return on(x, true);
    }

    /** As {@link #on}, for fits through the origin: {@code b} is zero and {@code Y} is not centred. */
    public static Ridge throughOrigin(DMatrixRMaj x) {
        return on(x, false);
    }

    private static Ridge on(DMatrixRMaj x, boolean intercept) {
        if (x.numRows < 3) {
            throw new InvalidDataException("A regression needs at least 3 texts, but there are " + x.numRows);
        }
        double[] means = intercept ? Dense.means(x) : new double[x.numCols];
        DMatrixRMaj centred = Dense.centred(x, means);
        boolean wide = x.numCols > x.numRows;
        DMatrixRMaj gram = wide ? Dense.timesTransposed(centred, centred) : Dense.transposedTimes(centred, centred);
        TruncatedSvd spectrum = spectrum(gram);
        int kept = 0;
        while (kept < spectrum.values().length && spectrum.values()[kept] > SMALLEST * spectrum.values()[0]) {
            kept++;
        }
        DMatrixRMaj own = firstColumns(spectrum.u(), kept);
        double[] values = Arrays.copyOf(spectrum.values(), kept);
        DMatrixRMaj other = wide ? Dense.transposedTimes(centred, own) : Dense.times(centred, own);
        for (int row = 0; row < other.numRows; row++) {
            for (int i = 0; i < kept; i++) {
                other.set(row, i, other.get(row, i) / StrictMath.sqrt(values[i]));
            }
        }
        return wide ? new Ridge(intercept, means, own, other, values) : new Ridge(intercept, means, other, own, values);
    }

    /**
     * The eigenvalues of a product of a matrix with itself, descending, with their vectors. The quick way gives up on some that have
     * many eigenvalues near to zero; the singular values of a symmetric matrix are the same.
     */
    private static TruncatedSvd spectrum(DMatrixRMaj gram) {
        int size = gram.numRows;
        EigenDecomposition_F64<DMatrixRMaj> quick = DecompositionFactory_DDRM.eig(size, true, true);
        if (!quick.decompose(gram.copy())) {
            return TruncatedSvd.of(gram, size);
        }
        int[] order = IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -quick.getEigenvalue(i).getReal()))
                .mapToInt(i -> i)
                .toArray();
        double[] values = new double[size];
        DMatrixRMaj vectors = new DMatrixRMaj(size, size);
        for (int i = 0; i < size; i++) {
            values[i] = quick.getEigenvalue(order[i]).getReal();
            DMatrixRMaj vector = quick.getEigenVector(order[i]);
            for (int row = 0; row < size; row++) {
                vectors.set(row, i, vector.get(row, 0));
            }
        }
        return new TruncatedSvd(vectors, values, vectors);
    }

    private static DMatrixRMaj firstColumns(DMatrixRMaj a, int count) {
        DMatrixRMaj some = new DMatrixRMaj(a.numRows, count);
        for (int row = 0; row < a.numRows; row++) {
            System.arraycopy(a.data, row * a.numCols, some.data, row * count, count);
        }
        return some;
    }

    /**
     * Fits outputs {@code [rows, q]} with the penalty that is best at left-out rows.
     *
     * @throws InvalidDataException when there are not as many rows as inputs
     */
    public Fit fit(DMatrixRMaj y) {
        Projection projection = project(y);
        return fit(projection, select(projection));
    }

    /** Fits outputs with a given penalty. */
    public Fit fit(DMatrixRMaj y, double lambda) {
        return fit(project(y), lambda);
    }

    /**
     * The penalty that is best at left-out rows, of equals the smallest; found going down from the middle of a grid, for the error falls and then
     * rises.
     */
    public double select(DMatrixRMaj y) {
        return select(project(y));
    }

    /** The squared error at rows that are left out one by one, over that of the mean of all rows. */
    public double leftOut(DMatrixRMaj y, double lambda) {
        return leftOut(project(y), lambda);
    }

    /**
     * Outputs in the coordinates of the left singular vectors.
     *
     * @param means of the outputs, {@code [q]}
     * @param centred the outputs less their means, {@code [rows, q]}
     * @param projected {@code U' centred}
     * @param errors at left-out rows, by penalty, as far as they are known
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Projection(double[] means, DMatrixRMaj centred, DMatrixRMaj projected, Map<Double, Double> errors) {}

    private Projection project(DMatrixRMaj y) {
        requireRows(y);
        double[] outputs = outputMeans(y);
        DMatrixRMaj centred = Dense.centred(y, outputs);
        return new Projection(outputs, centred, Dense.transposedTimes(u, centred), new HashMap<>());
    }

    private Fit fit(Projection y, double lambda) {
        DMatrixRMaj scaled = y.projected.copy();
        for (int i = 0; i < eigen.length; i++) {
            for (int column = 0; column < scaled.numCols; column++) {
                scaled.set(i, column, scaled.get(i, column) * StrictMath.sqrt(eigen[i]) / (eigen[i] + lambda));
            }
        }
        DMatrixRMaj weight = Dense.times(v, scaled);
        double[] bias = y.means.clone();
        for (int i = 0; i < means.length; i++) {
            for (int column = 0; column < bias.length; column++) {
                bias[column] -= means[i] * weight.get(i, column);
            }
        }
        return new Fit(weight, bias, lambda, leftOut(y, lambda));
    }

    private double select(Projection y) {
        double mean = 0;
        for (double value : eigen) {
            mean += value / Math.max(1, eigen.length);
        }
        int at = GRID.length / 2;
        int before = -1;
        while (at != before) {
            before = at;
            if (at > 0 && leftOut(y, GRID[at - 1] * mean) <= leftOut(y, GRID[at] * mean)) {
                at--;
            } else if (at + 1 < GRID.length && leftOut(y, GRID[at + 1] * mean) < leftOut(y, GRID[at] * mean)) {
                at++;
            }
        }
        return GRID[at] * mean;
    }

    private double leftOut(Projection y, double lambda) {
        return y.errors.computeIfAbsent(lambda, penalty -> leftOut(y.centred, y.projected, penalty));
    }

    /** @param projected {@code U' centred} */
    private double leftOut(DMatrixRMaj centred, DMatrixRMaj projected, double lambda) {
        DMatrixRMaj shrunk = projected.copy();
        double[] share = new double[eigen.length];
        for (int i = 0; i < eigen.length; i++) {
            share[i] = eigen[i] / (eigen[i] + lambda);
            for (int column = 0; column < centred.numCols; column++) {
                shrunk.set(i, column, shrunk.get(i, column) * share[i]);
            }
        }
        DMatrixRMaj predicted = Dense.times(u, shrunk);
        double error = 0;
        double total = 0;
        for (int row = 0; row < centred.numRows; row++) {
            double own = intercept ? 1.0 / centred.numRows : 0;
            for (int i = 0; i < eigen.length; i++) {
                own += u.get(row, i) * u.get(row, i) * share[i];
            }
            double rest = 1 - own;
            if (rest < SMALLEST_REST) {
                return Double.POSITIVE_INFINITY; // the row decides its own prediction: nothing is known of others
            }
            for (int column = 0; column < centred.numCols; column++) {
                double residual = (centred.get(row, column) - predicted.get(row, column)) / rest;
                error += residual * residual;
                total += centred.get(row, column) * centred.get(row, column);
            }
        }
        return total == 0 ? 0 : error / total;
    }

    /**
     * {@code left W} for the weight {@code W [p, q]} of a fit, without computing {@code W}: cheap for few rows.
     *
     * @param left {@code [rows, p]}
     */
    public DMatrixRMaj through(DMatrixRMaj left, DMatrixRMaj y, double lambda) {
        requireRows(y);
        DMatrixRMaj scaled = Dense.times(left, v);
        for (int row = 0; row < scaled.numRows; row++) {
            for (int i = 0; i < eigen.length; i++) {
                scaled.set(row, i, scaled.get(row, i) * StrictMath.sqrt(eigen[i]) / (eigen[i] + lambda));
            }
        }
        return Dense.times(Dense.timesTransposed(scaled, u), Dense.centred(y, outputMeans(y)));
    }

    /** The means of the inputs, {@code [p]}. */
    double[] means() {
        return means.clone();
    }

    /** The centred inputs in the coordinates of the right singular vectors, {@code U S [rows, k]}. */
    DMatrixRMaj coordinates() {
        DMatrixRMaj coordinates = u.copy();
        for (int row = 0; row < u.numRows; row++) {
            for (int i = 0; i < eigen.length; i++) {
                coordinates.set(row, i, u.get(row, i) * StrictMath.sqrt(eigen[i]));
            }
        }
        return coordinates;
    }

    /** The mean square of each coordinate, {@code [k]}. */
    double[] spreads() {
        return Arrays.stream(eigen).map(value -> value / u.numRows).toArray();
    }

    /** A weight {@code [p, q]} in these coordinates, {@code [k, q]}. */
    DMatrixRMaj into(DMatrixRMaj weight) {
        return Dense.transposedTimes(v, weight);
    }

    /** A weight {@code [k, q]} of these coordinates for the inputs themselves, {@code [p, q]}. */
    DMatrixRMaj outOf(DMatrixRMaj weight) {
        return Dense.times(v, weight);
    }

    private double[] outputMeans(DMatrixRMaj y) {
        return intercept ? Dense.means(y) : new double[y.numCols];
    }

    private void requireRows(DMatrixRMaj y) {
        if (y.numRows != u.numRows) {
            throw new InvalidDataException("A regression has " + u.numRows + " inputs, but " + y.numRows + " outputs");
        }
    }
}
