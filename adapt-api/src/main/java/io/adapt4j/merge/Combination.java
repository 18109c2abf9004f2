package io.adapt4j.merge;

import io.adapt4j.error.IncompatibleAdapterException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * How adapters are merged. With weights {@code w}, scalings {@code s} and factors {@code A}, {@code B}, in PEFT's names:
 *
 * <ul>
 *   <li>{@link #CAT}: the factors side by side, which gives exactly the weighted sum of the deltas; the ranks add up.
 *   <li>{@link #SVD}: the weighted sum of the deltas, cut to a rank by singular value decomposition.
 *   <li>The others combine all A's to one A and all B's to one B, each carrying the square root of {@code w s}, and so need
 *       equal ranks; {@code _SVD} variants combine the whole deltas, which need not, and cut them to a rank.
 * </ul>
 */
public enum Combination {
    /** {@code A = sum sqrt(w s) A}, {@code B = sum sqrt(w s) B}. */
    LINEAR(false, false, false),
    /** {@code A = [w s A; ...]}, {@code B = [B, ...]}. */
    CAT(false, false, false),
    /** The best approximation of {@code sum w s B A} of a rank. */
    SVD(false, false, true),
    /** Pruned to the largest values, then the mean of those that agree with the majority's sign. */
    TIES(true, false, false),
    /** As {@link #TIES}, on whole deltas. */
    TIES_SVD(true, false, true),
    /** Pruned at random and scaled up, then summed. */
    DARE_LINEAR(false, true, false),
    /** As {@link #DARE_LINEAR}, on whole deltas. */
    DARE_LINEAR_SVD(false, true, true),
    /** Pruned at random and scaled up, then the mean of those that agree with the majority's sign. */
    DARE_TIES(true, true, false),
    /** As {@link #DARE_TIES}, on whole deltas. */
    DARE_TIES_SVD(true, true, true),
    /** Pruned to the largest values, then summed. */
    MAGNITUDE_PRUNE(false, false, false),
    /** As {@link #MAGNITUDE_PRUNE}, on whole deltas. */
    MAGNITUDE_PRUNE_SVD(false, false, true);

    private final boolean elects;
    private final boolean random;
    private final boolean whole;

    Combination(boolean elects, boolean random, boolean whole) {
        this.elects = elects;
        this.random = random;
        this.whole = whole;
    }

    boolean prunesAtRandom() {
        return random;
    }

    private boolean prunes() {
        return this != LINEAR && this != SVD;
    }

    /**
     * Merges the deltas of one module.
     *
     * @param prune makes a tensor sparse, with random numbers of its own
     * @param wantedRank the rank of what is cut, 0 for the largest among the deltas
     */
    LowRank merge(List<LowRank> terms, BiFunction<float[], SplittableRandom, float[]> prune, int wantedRank) {
        if (this == CAT) {
            return concatenated(terms);
        }
        BiFunction<float[], SplittableRandom, float[]> sparse = prunes() ? prune : (tensor, own) -> tensor;
        LowRank first = terms.get(0);
        if (whole) {
            List<float[]> deltas = new ArrayList<>();
            terms.forEach(term -> deltas.add(sparse.apply(flat(unit(term).dense()), term.random())));
            float[] delta = combined(deltas, weights(terms, LowRank::factor));
            int largest = terms.stream().mapToInt(LowRank::rank).max().orElseThrow();
            int rank = Math.min(wantedRank > 0 ? wantedRank : largest, Math.min(first.in(), first.out()));
            return cut(first, delta, rank);
        }
        if (terms.stream().anyMatch(term -> term.rank() != first.rank())) {
            throw new IncompatibleAdapterException(this + " merges adapters of one rank, but these have "
                    + terms.stream().map(LowRank::rank).toList() + "; take CAT or an SVD variant");
        }
        List<float[]> as = new ArrayList<>();
        List<float[]> bs = new ArrayList<>();
        for (LowRank term : terms) {
            as.add(sparse.apply(term.a(), term.random()));
            bs.add(sparse.apply(term.b(), term.random()));
        }
        return first.with(
                first.rank(),
                combined(as, weights(terms, LowRank::root)),
                combined(bs, weights(terms, LowRank::signedRoot)));
    }

    private static LowRank unit(LowRank term) {
        return term.with(term.rank(), term.a(), term.b());
    }

    private float[] combined(List<float[]> tensors, double[] weights) {
        return elects ? TaskArithmetic.disjointMean(tensors, weights) : TaskArithmetic.weightedSum(tensors, weights);
    }

    private static double[] weights(List<LowRank> terms, ToDoubleFunction<LowRank> weight) {
        return terms.stream().mapToDouble(weight).toArray();
    }

    private static float[] flat(double[][] matrix) {
        int columns = matrix[0].length;
        float[] flat = new float[Math.multiplyExact(matrix.length, columns)];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) matrix[i / columns][i % columns];
        }
        return flat;
    }

    private static LowRank concatenated(List<LowRank> terms) {
        LowRank first = terms.get(0);
        int rank = terms.stream().mapToInt(LowRank::rank).sum();
        float[] a = new float[Math.multiplyExact(rank, first.in())];
        float[] b = new float[Math.multiplyExact(first.out(), rank)];
        int start = 0;
        for (LowRank term : terms) {
            for (int i = 0; i < term.a().length; i++) {
                a[start * first.in() + i] = (float) (term.factor() * term.a()[i]);
            }
            for (int o = 0; o < first.out(); o++) {
                System.arraycopy(term.b(), o * term.rank(), b, o * rank + start, term.rank());
            }
            start += term.rank();
        }
        return first.with(rank, a, b);
    }

    /** {@code B = U S}, {@code A = V^T}, of the largest singular values. */
    private static LowRank cut(LowRank shape, float[] delta, int rank) {
        DMatrixRMaj matrix = new DMatrixRMaj(shape.out(), shape.in());
        for (int i = 0; i < delta.length; i++) {
            matrix.data[i] = delta[i];
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(shape.out(), shape.in(), true, true, true);
        if (!svd.decompose(matrix)) {
            throw new IncompatibleAdapterException("The merged delta has no singular value decomposition");
        }
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj w = svd.getW(null);
        DMatrixRMaj v = svd.getV(null, false);
        SingularOps_DDRM.descendingOrder(u, false, w, v, false);
        float[] a = new float[rank * shape.in()];
        float[] b = new float[shape.out() * rank];
        for (int r = 0; r < rank; r++) {
            for (int i = 0; i < shape.in(); i++) {
                a[r * shape.in() + i] = (float) v.get(i, r);
            }
            for (int o = 0; o < shape.out(); o++) {
                b[o * rank + r] = (float) (u.get(o, r) * w.get(r, r));
            }
        }
        return shape.with(rank, a, b);
    }
}
