package io.adapt4j.method;

import io.adapt4j.tensor.Tensor;

/** Small matrices in row-major order, summed in double precision. */
public final class Matrices {
    private Matrices() {}

    /** {@code a [rows, inner] b [inner, columns]}, times a factor. */
    public static float[] product(Tensor a, Tensor b, double factor) {
        int rows = (int) a.dimension(0);
        int inner = (int) a.dimension(1);
        int columns = (int) b.dimension(1);
        float[] left = a.toFloatArray();
        float[] right = b.toFloatArray();
        float[] result = new float[Math.multiplyExact(rows, columns)];
        double[] row = new double[columns];
        for (int r = 0; r < rows; r++) {
            java.util.Arrays.fill(row, 0);
            for (int i = 0; i < inner; i++) {
                double x = left[r * inner + i];
                for (int c = 0; c < columns; c++) {
                    row[c] += x * right[i * columns + c];
                }
            }
            for (int c = 0; c < columns; c++) {
                result[r * columns + c] = (float) (factor * row[c]);
            }
        }
        return result;
    }

    /** {@code [rows, columns]} to {@code [columns, rows]}, times a factor. */
    public static float[] transposed(float[] values, int rows, double factor) {
        int columns = values.length / rows;
        float[] result = new float[values.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                result[c * rows + r] = (float) (factor * values[r * columns + c]);
            }
        }
        return result;
    }
}
