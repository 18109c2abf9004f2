package io.adapt4j.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.Adapter;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.ia3.Ia3;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdapterMergeTest {

    /** An adapter of one module {@code m}, {@code in} 2 and {@code out} 2 unless the arrays say otherwise. */
    private static Adapter adapter(double alpha, int rank, float[] a, float[] b) {
        Lora method = Lora.rank(rank).alpha(alpha).targets("m");
        ModuleDelta delta = new ModuleDelta(
                "m",
                new TreeMap<>(Map.of(
                        "lora_A", Tensor.of(a, rank, a.length / rank), "lora_B", Tensor.of(b, b.length / rank, rank))));
        return new Adapter(method, List.of(delta), Optional.empty(), Optional.empty(), Manifest.empty());
    }

    private static float[] values(Adapter merged, String name) {
        return merged.deltas().get(0).parameter(name).toFloatArray();
    }

    /** The delta that an adapter adds, scaling included. */
    private static double[] delta(Adapter adapter) {
        ModuleDelta own = adapter.deltas().get(0);
        LowRank term = LowRank.of(own, ((Lora) adapter.method()).scalingOf("m"), new SplittableRandom(0));
        return java.util.Arrays.stream(term.dense())
                .flatMapToDouble(java.util.Arrays::stream)
                .toArray();
    }

    @Test
    void linear_worksOnEachFactorWithTheRootOfWeightAndScaling() {
        Adapter first = adapter(4, 1, new float[] {1, 2}, new float[] {3, 4}); // scaling 4
        Adapter second = adapter(1, 1, new float[] {5, 6}, new float[] {7, 8}); // scaling 1
        Adapter merged = AdapterMerge.by(Combination.LINEAR)
                .add(first, 1)
                .add(second, 0.25)
                .merge();

        // sqrt(1 * 4) = 2 and sqrt(0.25 * 1) = 0.5
        assertThat(values(merged, "lora_A")).containsExactly(4.5f, 7f);
        assertThat(values(merged, "lora_B")).containsExactly(9.5f, 12f);
        assertThat(((Lora) merged.method()).scalingOf("m")).isEqualTo(1);
    }

    @Test
    void linear_negativeWeight_takesTheDeltaAway() {
        Adapter one = adapter(2, 1, new float[] {1, 2}, new float[] {3, 4});

        assertThat(delta(AdapterMerge.by(Combination.LINEAR).add(one, -0.5).merge()))
                .containsExactly(new double[] {-3, -6, -4, -8}, within(1e-5));
    }

    @Test
    void cat_anyRanks_givesTheWeightedSumOfTheDeltas() {
        Adapter first = adapter(4, 1, new float[] {1, 2}, new float[] {3, 4});
        Adapter second = adapter(1, 2, new float[] {1, 0, 2, 1}, new float[] {1, 2, 0, 1});
        Adapter merged =
                AdapterMerge.by(Combination.CAT).add(first, 2).add(second, -1).merge();

        double[] expected = new double[4];
        for (int i = 0; i < 4; i++) {
            expected[i] = 2 * delta(first)[i] - delta(second)[i];
        }
        assertThat(merged.deltas().get(0).parameter("lora_A").dimension(0)).isEqualTo(3);
        assertThat(delta(merged)).containsExactly(expected, within(1e-5));
    }

    @Test
    void svd_ofFullRank_givesTheSumAndOfRankOneItsLargestPart() {
        Adapter first = adapter(1, 1, new float[] {3, 0}, new float[] {1, 0}); // [[3, 0], [0, 0]]
        Adapter second = adapter(1, 1, new float[] {0, 1}, new float[] {0, 1}); // [[0, 0], [0, 1]]
        Adapter whole = AdapterMerge.by(Combination.SVD)
                .rank(2)
                .add(first, 1)
                .add(second, 2)
                .merge();
        Adapter cut =
                AdapterMerge.by(Combination.SVD).add(first, 1).add(second, 2).merge();

        assertThat(delta(whole)).containsExactly(new double[] {3, 0, 0, 2}, within(1e-6));
        assertThat(delta(cut)).containsExactly(new double[] {3, 0, 0, 0}, within(1e-6));
    }

    @Test
    void ties_workedByHand_prunesElectsAndTakesTheMeanOfWhatAgrees() {
        Adapter first = adapter(1, 1, new float[] {1, -4, 3, 0.5f}, new float[] {1});
        Adapter second = adapter(1, 1, new float[] {-2, -1, 5, 0.1f}, new float[] {1});
        Adapter merged = AdapterMerge.by(Combination.TIES)
                .density(0.75)
                .add(first, 1)
                .add(second, 1)
                .merge();

        // Pruned to the three largest: [1, -4, 3, 0] and [-2, -1, 5, 0]; signs of the sums: -, -, +, +.
        assertThat(values(merged, "lora_A")).containsExactly(-2f, -2.5f, 4f, 0f);
    }

    @Test
    void magnitudePrune_workedByHand_sumsWhatIsLargest() {
        Adapter first = adapter(1, 1, new float[] {1, -4, 3, 0.5f}, new float[] {1, 1, 2, 3});
        Adapter merged = AdapterMerge.by(Combination.MAGNITUDE_PRUNE)
                .density(0.5)
                .add(first, 4)
                .merge();

        assertThat(values(merged, "lora_A")).containsExactly(0f, -8f, 6f, 0f);
        assertThat(values(merged, "lora_B")).containsExactly(0f, 0f, 4f, 6f);
    }

    @Test
    void dare_manyValues_keepsTheShareAndTheMean() {
        float[] ones = new float[10_000];
        java.util.Arrays.fill(ones, 1);
        Adapter one = adapter(1, 1, ones, new float[] {1});
        float[] kept = values(
                AdapterMerge.by(Combination.DARE_LINEAR)
                        .density(0.3)
                        .seed(1)
                        .add(one, 1)
                        .merge(),
                "lora_A");
        long zeros = java.util.stream.IntStream.range(0, kept.length)
                .filter(i -> kept[i] == 0)
                .count();

        assertThat(zeros).isBetween(6_800L, 7_200L);
        for (float value : kept) {
            assertThat(value).isIn(0f, 1 / 0.3f);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCombination_oneAdapterWhole_givesItsDeltaAndIsReproducible(
            Combination combination, @TempDir Path folder) {
        SplittableRandom random = new SplittableRandom(4);
        float[] a = new float[3 * 7];
        float[] b = new float[5 * 3];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) random.nextDouble(-1, 1);
        }
        for (int i = 0; i < b.length; i++) {
            b[i] = (float) random.nextDouble(-1, 1);
        }
        Adapter one = adapter(6, 3, a, b);
        Adapter merged = AdapterMerge.by(combination).add(one, 0.5).merge();
        double[] expected =
                java.util.Arrays.stream(delta(one)).map(x -> 0.5 * x).toArray();

        assertThat(delta(merged)).containsExactly(expected, within(1e-5));
        Adapter sparse =
                AdapterMerge.by(combination).density(0.5).seed(3).add(one, 1).merge();
        assertThat(AdapterMerge.by(combination).density(0.5).seed(3).add(one, 1).merge())
                .isEqualTo(sparse);
        sparse.save(folder.resolve("merged"));
        assertThat(Adapter.load(folder.resolve("merged"))).isEqualTo(sparse);
    }

    @Test
    void merge_whatDoesNotFit_isRefused() {
        Adapter one = adapter(1, 1, new float[] {1, 2}, new float[] {3, 4});
        Adapter two = adapter(1, 2, new float[] {1, 2, 3, 4}, new float[] {3, 4, 5, 6});
        Adapter ia3 = new Adapter(
                Ia3.targets("m"),
                List.of(new ModuleDelta("m", new TreeMap<>(Map.of("ia3_l", Tensor.of(new float[] {1, 2}, 2, 1))))),
                Optional.empty(),
                Optional.empty(),
                Manifest.empty());

        assertThatThrownBy(() -> AdapterMerge.by(Combination.LINEAR)
                        .add(one, 1)
                        .add(two, 1)
                        .merge())
                .isInstanceOf(IncompatibleAdapterException.class)
                .hasMessageContaining("[1, 2]");
        assertThatThrownBy(() -> AdapterMerge.by(Combination.CAT).merge())
                .isInstanceOf(IncompatibleAdapterException.class);
        assertThatThrownBy(() -> AdapterMerge.by(Combination.CAT).add(ia3, 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("IA3");
        assertThatThrownBy(() -> AdapterMerge.by(Combination.CAT)
                        .add(one, 1)
                        .add(one.boundTo(new io.adapt4j.ContentHash("a".repeat(64))), 1)
                        .merge())
                .isInstanceOf(IncompatibleAdapterException.class)
                .hasMessageContaining("2 bases");
    }
}
