package io.adapt4j.runtime.drift.stat;

import io.adapt4j.error.InvalidInputException;

/** {@code A = L L'} of a symmetric positive definite matrix. */
final class Cholesky {
    private final double[][] lower;

    Cholesky(double[][] matrix) {
        int size = matrix.length;
        lower = new double[size][];
        for (int i = 0; i < size; i++) {
            lower[i] = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j] - Vectors.dot(lower[i], lower[j], j);
                if (i == j && !(sum > 0)) {
                    throw new InvalidInputException(
                            "A matrix should be positive definite, but its pivot " + i + " of " + size + " is " + sum);
                }
                lower[i][j] = i == j ? Math.sqrt(sum) : sum / lower[j][j];
            }
        }
    }

    /** {@code z} of {@code L z = b}. */
    double[] forward(double[] b) {
        double[] z = new double[b.length];
        for (int i = 0; i < b.length; i++) {
            z[i] = (b[i] - Vectors.dot(lower[i], z, i)) / lower[i][i];
        }
        return z;
    }

    /** {@code x} of {@code A x = b}. */
    double[] solve(double[] b) {
        double[] x = forward(b);
        for (int i = x.length - 1; i >= 0; i--) {
            for (int k = i + 1; k < x.length; k++) {
                x[i] -= lower[k][i] * x[k];
            }
            x[i] /= lower[i][i];
        }
        return x;
    }
}
