package io.adapt4j.train.migrate.algebra;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.tensor.Tensor;
import java.nio.FloatBuffer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.CommonOps_MT_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/** Conversions to and from matrices in double precision, and products of them. */
public final class Dense {
    private Dense() {}

    /**
     * Rows of one length as a matrix.
     *
     * @throws InvalidDataException when there are none, they differ in length, or a number is not finite
     */
    public static DMatrixRMaj of(float[][] rows) {
        if (rows.length == 0 || rows[0].length == 0) {
            throw new InvalidDataException("A matrix needs at least one row and one column, but there are none");
        }
        int columns = rows[0].length;
        DMatrixRMaj matrix = new DMatrixRMaj(rows.length, columns);
        for (int row = 0; row < rows.length; row++) {
            if (rows[row].length != columns) {
                throw new InvalidDataException("Rows of a matrix have one length, but row " + row + " has "
                        + rows[row].length + " numbers and the first has " + columns);
            }
            for (int column = 0; column < columns; column++) {
                float value = rows[row][column];
                if (!Float.isFinite(value)) {
                    throw new InvalidDataException("A matrix holds the value " + value + " at [" + row + ", " + column
                            + "]; numbers must be" + " finite, so that the model or adapter they come from is damaged");
                }
                matrix.data[row * columns + column] = value;
            }
        }
        return matrix;
    }

    /** A FLOAT32 tensor {@code [rows, columns]} as a matrix; fails as {@link #of(float[][])} for numbers that are not finite. */
    public static DMatrixRMaj of(Tensor tensor) {
        int columns = (int) tensor.dimension(1);
        float[][] rows = new float[(int) tensor.dimension(0)][columns];
        FloatBuffer values = tensor.floats();
        for (float[] row : rows) {
            values.get(row);
        }
        return of(rows);
    }

    /** Row-major values as a matrix of so many rows. */
    public static DMatrixRMaj of(float[] values, int rows) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, values.length / rows);
        for (int i = 0; i < values.length; i++) {
            matrix.data[i] = values[i];
        }
        return matrix;
    }

    /** A matrix as row-major 32-bit floats. */
    public static float[] floats(DMatrixRMaj matrix) {
        float[] values = new float[matrix.getNumElements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) matrix.data[i];
        }
        return values;
    }

    /** A matrix as a FLOAT32 tensor {@code [rows, columns]}. */
    public static Tensor tensor(DMatrixRMaj matrix) {
        return Tensor.of(floats(matrix), matrix.numRows, matrix.numCols);
    }

    /** {@code a b}; on several threads, which each compute whole rows, so that their number changes nothing. */
    public static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numCols);
        CommonOps_MT_DDRM.mult(a, b, product);
        return product;
    }

    /** {@code a^T b}. */
    public static DMatrixRMaj transposedTimes(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numCols, b.numCols);
        CommonOps_MT_DDRM.multTransA(a, b, product);
        return product;
    }

    /** {@code a b^T}; turning {@code b} first costs little, and sums along rows are what processors are quick at. */
    public static DMatrixRMaj timesTransposed(DMatrixRMaj a, DMatrixRMaj b) {
        return times(a, transposed(b));
    }

    /** {@code a^T}. */
    public static DMatrixRMaj transposed(DMatrixRMaj a) {
        return CommonOps_DDRM.transpose(a, null);
    }

    /** {@code a + factor b}. */
    public static DMatrixRMaj plus(DMatrixRMaj a, DMatrixRMaj b, double factor) {
        DMatrixRMaj sum = new DMatrixRMaj(a.numRows, a.numCols);
        CommonOps_DDRM.add(a, factor, b, sum);
        return sum;
    }

    /** {@code a - b}. */
    public static DMatrixRMaj minus(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj difference = new DMatrixRMaj(a.numRows, a.numCols);
        CommonOps_DDRM.subtract(a, b, difference);
        return difference;
    }

    /** The rows of one matrix and then those of another. */
    public static DMatrixRMaj stacked(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj both = new DMatrixRMaj(a.numRows + b.numRows, a.numCols);
        CommonOps_DDRM.concatRows(a, b, both);
        return both;
    }

    /** Some of the rows. */
    public static DMatrixRMaj rows(DMatrixRMaj a, int[] rows) {
        DMatrixRMaj some = new DMatrixRMaj(rows.length, a.numCols);
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(a.data, rows[i] * a.numCols, some.data, i * a.numCols, a.numCols);
        }
        return some;
    }

    /** The softmax of each row. */
    public static DMatrixRMaj softmax(DMatrixRMaj outputs) {
        DMatrixRMaj shares = outputs.copy();
        for (int begin = 0; begin < shares.data.length; begin += shares.numCols) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = begin; i < begin + shares.numCols; i++) {
                largest = Math.max(largest, shares.data[i]);
            }
            double sum = 0;
            for (int i = begin; i < begin + shares.numCols; i++) {
                shares.data[i] = StrictMath.exp(shares.data[i] - largest);
                sum += shares.data[i];
            }
            for (int i = begin; i < begin + shares.numCols; i++) {
                shares.data[i] /= sum;
            }
        }
        return shares;
    }

    /** The matrix with a number added to each column. */
    public static DMatrixRMaj shifted(DMatrixRMaj a, double[] by) {
        DMatrixRMaj shifted = a.copy();
        for (int i = 0; i < shifted.data.length; i++) {
            shifted.data[i] += by[i % a.numCols];
        }
        return shifted;
    }

    /** The mean of each column, {@code [columns]}. */
    public static double[] means(DMatrixRMaj a) {
        double[] means = new double[a.numCols];
        for (int row = 0; row < a.numRows; row++) {
            for (int column = 0; column < a.numCols; column++) {
                means[column] += a.data[row * a.numCols + column] / a.numRows;
            }
        }
        return means;
    }

    /** The matrix less a number for each column. */
    public static DMatrixRMaj centred(DMatrixRMaj a, double[] means) {
        DMatrixRMaj centred = a.copy();
        for (int i = 0; i < centred.data.length; i++) {
            centred.data[i] -= means[i % a.numCols];
        }
        return centred;
    }

    /** The sum of the products of the elements of two matrices of one shape. */
    public static double dot(DMatrixRMaj a, DMatrixRMaj b) {
        double sum = 0;
        for (int i = 0; i < a.getNumElements(); i++) {
            sum += a.data[i] * b.data[i];
        }
        return sum;
    }

    /** The square root of the sum of the squares. */
    public static double norm(DMatrixRMaj a) {
        return NormOps_DDRM.normF(a);
    }

    /** The cosine between two matrices of one shape, read as vectors; 0 where one of them is zero. */
    public static double cosine(DMatrixRMaj a, DMatrixRMaj b) {
        double product = norm(a) * norm(b);
        return product == 0 ? 0 : dot(a, b) / product;
    }
}
