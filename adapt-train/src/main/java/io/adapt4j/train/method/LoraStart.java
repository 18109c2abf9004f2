package io.adapt4j.train.method;

import io.adapt4j.TargetModule;
import io.adapt4j.error.TrainingException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraMethod;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The values that LoRA's matrices start with.
 *
 * @param a {@code [rank, in]}
 * @param b {@code [out, rank]}
 */
record LoraStart(DMatrixRMaj a, DMatrixRMaj b) {

    /** @param draw random numbers for a parameter of the module */
    static LoraStart of(Lora lora, TargetModule module, Function<String, Draw> draw, float[] weight) {
        int rank = lora.rankOf(module.path());
        int in = module.inFeatures();
        int out = module.outFeatures();
        return switch (lora.initialization()) {
            case KAIMING ->
                new LoraStart(
                        matrix(draw.apply(LoraMethod.A).kaiming(rank * in, in), rank, in), new DMatrixRMaj(out, rank));
            case GAUSSIAN -> {
                DMatrixRMaj a = normal(draw.apply(LoraMethod.A), rank, in, 1.0 / rank);
                yield new LoraStart(a, new DMatrixRMaj(out, rank));
            }
            case ORTHOGONAL -> orthogonal(rank, module, draw);
            case PISSA -> principal(rank, lora.scalingOf(module.path()), module, weight);
            case OLORA -> orthonormal(rank, module, weight);
        };
    }

    /**
     * With an orthogonal {@code Q [rank, rank]} and normal {@code X, Y}: {@code A = (X Q_odd)^T / 10} and
     * {@code B = Y Q_even / 10}, of the odd and even rows of Q.
     */
    private static LoraStart orthogonal(int rank, TargetModule module, Function<String, Draw> draw) {
        if (rank % 2 != 0) {
            throw new UnsupportedFeatureException(
                    "The orthogonal initialisation divides the rank in two halves, but the rank on \"" + module.path()
                            + "\" is " + rank + "; take an even one");
        }
        DMatrixRMaj q = qr(normal(draw.apply("basis"), rank, rank, 1)).getQ(null, false);
        DMatrixRMaj odd = new DMatrixRMaj(rank / 2, rank);
        DMatrixRMaj even = new DMatrixRMaj(rank / 2, rank);
        for (int row = 0; row < rank; row++) {
            System.arraycopy(q.data, row * rank, (row % 2 == 0 ? odd : even).data, row / 2 * rank, rank);
        }
        DMatrixRMaj a = new DMatrixRMaj(rank, module.inFeatures());
        CommonOps_DDRM.multTransA(odd, normal(draw.apply(LoraMethod.A), rank / 2, module.inFeatures(), 0.1), a);
        DMatrixRMaj b = new DMatrixRMaj(module.outFeatures(), rank);
        CommonOps_DDRM.mult(normal(draw.apply(LoraMethod.B), module.outFeatures(), rank / 2, 0.1), even, b);
        return new LoraStart(a, b);
    }

    /** PiSSA: with {@code W = U S V^T}, {@code B = U_r sqrt(S_r / s)} and {@code A = sqrt(S_r / s) V_r^T}. */
    private static LoraStart principal(int rank, double scaling, TargetModule module, float[] weight) {
        requireRank(rank, module);
        DMatrixRMaj w = matrix(weight, module.outFeatures(), module.inFeatures());
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(w.numRows, w.numCols, true, true, true);
        if (!svd.decompose(w)) {
            throw new TrainingException("The weight of \"" + module.path() + "\" has no singular value decomposition");
        }
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj s = svd.getW(null);
        DMatrixRMaj vt = svd.getV(null, true);
        SingularOps_DDRM.descendingOrder(u, false, s, vt, true);
        DMatrixRMaj a = CommonOps_DDRM.extract(vt, 0, rank, 0, vt.numCols);
        DMatrixRMaj b = CommonOps_DDRM.extract(u, 0, u.numRows, 0, rank);
        double[] roots = new double[rank];
        for (int r = 0; r < rank; r++) {
            roots[r] = StrictMath.sqrt(s.get(r, r) / scaling);
        }
        CommonOps_DDRM.multRows(roots, a);
        CommonOps_DDRM.multCols(b, roots);
        return new LoraStart(a, b);
    }

    /** OLoRA: with {@code W = Q R}, the first columns of Q and the first rows of R. */
    private static LoraStart orthonormal(int rank, TargetModule module, float[] weight) {
        requireRank(rank, module);
        QRDecomposition<DMatrixRMaj> qr = qr(matrix(weight, module.outFeatures(), module.inFeatures()));
        DMatrixRMaj q = qr.getQ(null, true);
        DMatrixRMaj r = qr.getR(null, true);
        return new LoraStart(
                CommonOps_DDRM.extract(r, 0, rank, 0, r.numCols), CommonOps_DDRM.extract(q, 0, q.numRows, 0, rank));
    }

    private static void requireRank(int rank, TargetModule module) {
        int most = Math.min(module.inFeatures(), module.outFeatures());
        if (rank > most) {
            throw new UnsupportedFeatureException("The weight of \"" + module.path() + "\" has no part of rank " + rank
                    + " to start from, at most " + most + "; take a smaller rank or another initialisation");
        }
    }

    private static QRDecomposition<DMatrixRMaj> qr(DMatrixRMaj matrix) {
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(matrix.numRows, matrix.numCols);
        if (!qr.decompose(matrix)) {
            throw new TrainingException(
                    "A matrix " + matrix.numRows + "x" + matrix.numCols + " has no QR decomposition");
        }
        return qr;
    }

    private static DMatrixRMaj normal(Draw draw, int rows, int columns, double deviation) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = deviation * draw.normal();
        }
        return matrix;
    }

    private static DMatrixRMaj matrix(float[] values, int rows, int columns) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < values.length; i++) {
            matrix.data[i] = values[i];
        }
        return matrix;
    }

    float[] aValues() {
        return floats(a);
    }

    float[] bValues() {
        return floats(b);
    }

    private static float[] floats(DMatrixRMaj matrix) {
        float[] values = new float[matrix.data.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) matrix.data[i];
        }
        return values;
    }
}
