package io.adapt4j.train.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.TargetModule;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraInitialization;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What A and B start with, against the definitions of the papers and of PEFT. */
class LoraStartTest {
    private static final int RANK = 4;

    /** Wide and tall weights: {@code out} and {@code in}. */
    static int[][] sizes() {
        return new int[][] {{12, 7}, {7, 12}, {9, 9}};
    }

    private static TargetModule module(int out, int in) {
        return new TargetModule("layer.query", Optional.empty(), in, out);
    }

    private static float[] weight(int out, int in) {
        SplittableRandom random = new SplittableRandom(3);
        float[] weight = new float[out * in];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) (random.nextDouble() - 0.5);
        }
        return weight;
    }

    private static LoraStart start(LoraInitialization initialization, int rank, int out, int in) {
        return LoraStart.of(
                Lora.rank(rank).alpha(6).initialization(initialization),
                module(out, in),
                name -> new Draw(5, "layer.query", name),
                weight(out, in));
    }

    private static DMatrixRMaj matrix(float[] values, int rows, int columns) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < values.length; i++) {
            matrix.data[i] = values[i];
        }
        return matrix;
    }

    private static DMatrixRMaj product(DMatrixRMaj left, DMatrixRMaj right) {
        return CommonOps_DDRM.mult(left, right, null);
    }

    private static DMatrixRMaj transposed(DMatrixRMaj matrix) {
        return CommonOps_DDRM.transpose(matrix, null);
    }

    private static DMatrixRMaj firstColumns(DMatrixRMaj matrix) {
        return CommonOps_DDRM.extract(matrix, 0, matrix.numRows, 0, RANK);
    }

    private static void assertClose(DMatrixRMaj actual, DMatrixRMaj expected) {
        assertThat(CommonOps_DDRM.elementMaxAbs(CommonOps_DDRM.subtract(actual, expected, null)))
                .isLessThan(1e-6);
    }

    /** The singular values of a matrix, largest first, by way of the eigenvalues of its square. */
    private static double[] singularValues(DMatrixRMaj matrix) {
        var eigen = DecompositionFactory_DDRM.eig(matrix.numRows, false, true);
        assertThat(eigen.decompose(product(matrix, transposed(matrix)))).isTrue();
        return IntStream.range(0, matrix.numRows)
                .mapToDouble(i -> -Math.sqrt(Math.max(0, eigen.getEigenvalue(i).getReal())))
                .sorted()
                .map(value -> -value)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void pissa_whatIsLeftOfTheWeight_hasTheTrailingSingularValues(int[] size) {
        int out = size[0];
        int in = size[1];
        LoraStart start = start(LoraInitialization.PISSA, RANK, out, in);
        DMatrixRMaj a = matrix(start.aValues(), RANK, in);
        DMatrixRMaj b = matrix(start.bValues(), out, RANK);
        DMatrixRMaj w = matrix(weight(out, in), out, in);
        double scaling = 6.0 / RANK;

        double[] all = singularValues(w);
        double[] left = singularValues(CommonOps_DDRM.add(1, w, -scaling, product(b, a), null));
        int count = Math.min(out, in);
        for (int i = 0; i < count; i++) {
            double expected = i + RANK < count ? all[i + RANK] : 0;
            assertThat(left[i]).isCloseTo(expected, within(1e-3));
        }
        // A's rows and B's columns are orthogonal and share the singular values between them.
        DMatrixRMaj shares = new DMatrixRMaj(RANK, RANK);
        for (int r = 0; r < RANK; r++) {
            shares.set(r, r, all[r] / scaling);
        }
        assertClose(product(a, transposed(a)), shares);
        assertClose(product(transposed(b), b), shares);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void olora_isTheStartOfTheQrDecomposition(int[] size) {
        int out = size[0];
        int in = size[1];
        LoraStart start = start(LoraInitialization.OLORA, RANK, out, in);
        DMatrixRMaj a = matrix(start.aValues(), RANK, in);
        DMatrixRMaj b = matrix(start.bValues(), out, RANK);
        DMatrixRMaj w = matrix(weight(out, in), out, in);

        assertClose(product(transposed(b), b), CommonOps_DDRM.identity(RANK));
        // R is upper triangular, and the first columns of W are made of the first columns of Q alone.
        for (int r = 0; r < RANK; r++) {
            for (int i = 0; i < r; i++) {
                assertThat(a.get(r, i)).isCloseTo(0, within(1e-6));
            }
        }
        assertClose(firstColumns(product(b, a)), firstColumns(w));
        assertClose(product(transposed(b), w), a);
    }

    @Test
    void orthogonal_productIsZero_neitherFactorIs() {
        LoraStart start = start(LoraInitialization.ORTHOGONAL, 8, 300, 200);
        DMatrixRMaj a = matrix(start.aValues(), 8, 200);
        DMatrixRMaj b = matrix(start.bValues(), 300, 8);

        assertThat(CommonOps_DDRM.elementMaxAbs(product(b, a))).isLessThan(1e-7);
        // Half of the directions, each with deviation 0.1: the expected squares are 4 * 200 / 100 and 4 * 300 / 100.
        assertThat(Math.pow(NormOps_DDRM.normF(a), 2)).isCloseTo(8, within(0.8));
        assertThat(Math.pow(NormOps_DDRM.normF(b), 2)).isCloseTo(12, within(1.2));
    }

    @Test
    void gaussian_deviationIsOneOverTheRank() {
        LoraStart start = start(LoraInitialization.GAUSSIAN, 8, 30, 4000);
        double mean = 0;
        double square = 0;
        for (float value : start.aValues()) {
            mean += value / 32_000.0;
            square += (double) value * value / 32_000;
        }
        assertThat(mean).isCloseTo(0, within(0.003));
        assertThat(Math.sqrt(square)).isCloseTo(1.0 / 8, within(0.002));
        assertThat(start.bValues()).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource
    void start_equalSeeds_areEqual(LoraInitialization initialization) {
        LoraStart first = start(initialization, RANK, 9, 8);
        LoraStart second = start(initialization, RANK, 9, 8);
        assertThat(Arrays.equals(first.aValues(), second.aValues())).isTrue();
        assertThat(Arrays.equals(first.bValues(), second.bValues())).isTrue();
    }

    @Test
    void start_rankThatTheDefinitionExcludes_isRefused() {
        assertThatThrownBy(() -> start(LoraInitialization.ORTHOGONAL, 3, 9, 8))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("is 3; take an even one");
        for (LoraInitialization one : new LoraInitialization[] {LoraInitialization.PISSA, LoraInitialization.OLORA}) {
            assertThatThrownBy(() -> start(one, 9, 9, 8))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("at most 8");
        }
    }
}
