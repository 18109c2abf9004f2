package io.adapt4j.train.migrate.algebra;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;

/** Seeded random matrices. */
final class Randoms {
    private Randoms() {}

    /** Of standard normal numbers. */
    static DMatrixRMaj matrix(int rows, int columns, long seed) {
        Random random = new Random(seed);
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = random.nextGaussian();
        }
        return matrix;
    }

    static DMatrixRMaj orthogonal(int size, long seed) {
        return RandomMatrices_DDRM.orthogonal(size, size, new Random(seed));
    }

    static DMatrixRMaj plus(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj sum = a.copy();
        CommonOps_DDRM.addEquals(sum, b);
        return sum;
    }
}
