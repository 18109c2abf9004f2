package io.adapt4j.train.migrate.strategy;

import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.Factors;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraMethod;
import io.adapt4j.train.migrate.algebra.Dense;
import io.adapt4j.train.migrate.algebra.TruncatedSvd;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;

/**
 * Low-rank deltas of a new base's modules while they are put together: {@code x a' b} is added to a module's output. Several deltas for one module
 * stand side by side in a delta of the sum of their ranks.
 */
final class LowRankDeltas {
    private final SortedMap<String, List<Delta>> deltas = new TreeMap<>();

    /**
     * A delta.
     *
     * @param a {@code [rank, in]}
     * @param b {@code [rank, out]}, every scaling included
     */
    record Delta(DMatrixRMaj a, DMatrixRMaj b) {

        /**
         * What an adapter's factors add to a module.
         *
         * @param module the module
         * @param frozen its weight {@code [out, in]}, for methods that scale it
         * @param rank to which what is not of low rank is cut
         * @throws UnsupportedFeatureException when they scale the module's bias, which no product with its input can do
         */
        static Delta of(Factors factors, TargetModule module, Supplier<DMatrixRMaj> frozen, int rank) {
            if (factors.biasGain() != null) {
                throw new UnsupportedFeatureException(
                        "The adapter's method scales the biases of modules, which cannot be carried to modules of another form");
            }
            DMatrixRMaj a = rows(factors.a(), factors.rank(), module.inFeatures());
            DMatrixRMaj b = rows(factors.b(), factors.rank(), module.outFeatures());
            float[] in = factors.inputGain();
            float[] out = factors.outputGain();
            if (in == null && out == null) {
                return new Delta(a, b);
            }
            DMatrixRMaj weight = frozen.get();
            DMatrixRMaj dense =
                    factors.rank() == 0 ? new DMatrixRMaj(weight.numCols, weight.numRows) : Dense.transposedTimes(a, b);
            for (int i = 0; i < weight.numCols; i++) {
                for (int o = 0; o < weight.numRows; o++) {
                    double gain = (in == null ? 1.0 : in[i]) * (out == null ? 1.0 : out[o]);
                    dense.set(i, o, dense.get(i, o) + weight.get(o, i) * (gain - 1));
                }
            }
            TruncatedSvd svd = TruncatedSvd.of(dense, rank);
            DMatrixRMaj scaled = Dense.transposed(svd.v());
            for (int r = 0; r < scaled.numRows; r++) {
                for (int o = 0; o < scaled.numCols; o++) {
                    scaled.set(r, o, svd.values()[r] * scaled.get(r, o));
                }
            }
            return new Delta(Dense.transposed(svd.u()), scaled);
        }

        private static DMatrixRMaj rows(float[] values, int rank, int columns) {
            return rank == 0 ? new DMatrixRMaj(0, columns) : Dense.of(values, rank);
        }
    }

    void add(TargetModule module, Delta delta) {
        deltas.computeIfAbsent(module.path(), any -> new ArrayList<>()).add(delta);
    }

    /**
     * Deltas that change nothing and can be trained: {@code a} is random as PEFT starts it, {@code b} is zero.
     *
     * @param seed of the random numbers, beside the module's name
     */
    static LowRankDeltas zero(List<TargetModule> modules, int rank, long seed) {
        LowRankDeltas zero = new LowRankDeltas();
        for (TargetModule module : modules) {
            Random random = new Random(seed ^ module.path().hashCode());
            DMatrixRMaj a = new DMatrixRMaj(rank, module.inFeatures());
            double bound = 1 / StrictMath.sqrt(module.inFeatures());
            for (int i = 0; i < a.data.length; i++) {
                a.data[i] = bound * (2 * random.nextDouble() - 1);
            }
            zero.add(module, new Delta(a, new DMatrixRMaj(rank, module.outFeatures())));
        }
        return zero;
    }

    boolean isEmpty() {
        return deltas.isEmpty();
    }

    /** The method that they are of. */
    Lora method() {
        SortedMap<String, Integer> ranks = new TreeMap<>();
        deltas.forEach((module, parts) -> ranks.put(
                module, parts.stream().mapToInt(part -> part.a().numRows).sum()));
        return Lora.unscaled(ranks);
    }

    List<ModuleDelta> deltas() {
        List<ModuleDelta> all = new ArrayList<>();
        deltas.forEach((module, parts) -> {
            DMatrixRMaj a = parts.get(0).a();
            DMatrixRMaj b = parts.get(0).b();
            for (Delta part : parts.subList(1, parts.size())) {
                a = Dense.stacked(a, part.a());
                b = Dense.stacked(b, part.b());
            }
            all.add(new ModuleDelta(
                    module,
                    new TreeMap<>(java.util.Map.of(
                            LoraMethod.A, Dense.tensor(a), LoraMethod.B, Dense.tensor(Dense.transposed(b))))));
        });
        return all;
    }
}
