package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.ModuleDelta;
import io.adapt4j.WeightedAdapter;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every method must pass. */
public abstract class MethodsKit extends EngineKit {
    private static final int ROWS = 5;
    private static final Map<String, Tensor> INPUTS = EveryKind.inputs(ROWS);

    protected MethodsKit(EngineUnderTest engine) {
        super(engine);
    }

    static List<MethodCase> methods() {
        return MethodCase.all();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void run_everyKindOfTarget_isTheMergedWeightComputedInDoublePrecision(MethodCase method) {
        try (BaseModel base = everyKind()) {
            Adapter adapter = method.adapter(base, 1);
            Map<String, Tensor> plain = base.run(INPUTS);
            try (BoundAdapter bound = base.adapted().bind(adapter)) {
                Map<String, Tensor> adapted = base.adapted().run(INPUTS, bound);
                for (ModuleDelta delta : adapter.deltas()) {
                    String output = EveryKind.output(delta.module());
                    assertMerged(method, base, delta, plain.get(output), adapted.get(output));
                }
            }
        }
    }

    private static void assertMerged(
            MethodCase method, BaseModel base, ModuleDelta delta, Tensor plain, Tensor adapted) {
        double alpha = EveryKind.alpha(delta.module());
        float[] frozen = base.weight(delta.module()).toFloatArray();
        double[][] w = new double[EveryKind.OUT][EveryKind.IN];
        for (int i = 0; i < frozen.length; i++) {
            w[i / EveryKind.IN][i % EveryKind.IN] = frozen[i];
        }
        MethodCase.Parameters parameters = new MethodCase.Parameters(delta);
        double[][] merged = method.definition().weight(parameters, w);
        boolean output = method.biasGain() && delta.parameter("ia3_l").dimension(1) == 1;
        float[] x = INPUTS.get("x").toFloatArray();
        for (int row = 0; row < ROWS; row++) {
            for (int o = 0; o < EveryKind.OUT; o++) {
                double before = 0;
                double after = 0;
                for (int i = 0; i < EveryKind.IN; i++) {
                    before += alpha * x[row * EveryKind.IN + i] * w[o][i];
                    after += alpha * x[row * EveryKind.IN + i] * merged[o][i];
                }
                double bias = plain.floats().get(row * EveryKind.OUT + o) - before;
                double gain = output ? parameters.get("ia3_l")[o][0] : 1;
                double expected = after + gain * bias;
                assertThat((double) adapted.floats().get(row * EveryKind.OUT + o))
                        .as(method + " of " + delta.module())
                        .isCloseTo(expected, within(1e-4 * Math.max(1, Math.abs(expected))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void saveThenLoad_givesTheSameAdapterAndTheSameBytes(MethodCase method, @TempDir Path folder) throws IOException {
        try (BaseModel base = everyKind()) {
            Adapter adapter = method.adapter(base, 2);
            adapter.save(folder.resolve("a"));
            Adapter loaded = Adapter.load(folder.resolve("a"));
            loaded.save(folder.resolve("b"));

            assertThat(loaded).isEqualTo(adapter);
            assertThat(loaded.method()).isEqualTo(adapter.method());
            for (String file : List.of("adapter_config.json", "adapter_model.safetensors", "manifest.json")) {
                assertThat(Files.readAllBytes(folder.resolve("b").resolve(file)))
                        .as(file)
                        .isEqualTo(Files.readAllBytes(folder.resolve("a").resolve(file)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void bind_parameterMissingOfAnotherShapeOrUnknown_isRefusedByName(MethodCase method) {
        try (BaseModel base = everyKind()) {
            Adapter adapter = method.adapter(base, 3);
            ModuleDelta delta = adapter.deltas().get(0);
            for (String name : delta.parameters().keySet()) {
                Map<String, Tensor> missing = new TreeMap<>(delta.parameters());
                missing.remove(name);
                assertRefused(base, adapter, missing, name);
                Map<String, Tensor> reshaped = new TreeMap<>(delta.parameters());
                reshaped.put(name, TestAdapters.tensor(new SplittableRandom(1), 3, 1, 7));
                assertRefused(base, adapter, reshaped, name);
            }
            Map<String, Tensor> more = new TreeMap<>(delta.parameters());
            more.put("what_is_this", TestAdapters.tensor(new SplittableRandom(1), 3));
            assertRefused(base, adapter, more, "what_is_this");
        }
    }

    private static void assertRefused(BaseModel base, Adapter adapter, Map<String, Tensor> parameters, String name) {
        assertThatThrownBy(() -> {
                    ModuleDelta delta = new ModuleDelta(adapter.deltas().get(0).module(), new TreeMap<>(parameters));
                    base.adapted()
                            .bind(new Adapter(
                                    adapter.method(),
                                    List.of(delta),
                                    adapter.head(),
                                    adapter.tokenizer(),
                                    adapter.manifest()));
                })
                .isInstanceOf(AdaptException.class)
                .hasMessageContaining(name);
    }

    @Test
    void runRows_allMethodsInOneBatch_givesEachRowItsOwn() {
        try (BaseModel base = everyKind()) {
            List<@Nullable BoundAdapter> rows = new ArrayList<>();
            rows.add(null);
            methods().forEach(method -> rows.add(base.adapted().bind(method.adapter(base, rows.size()))));

            Rows.assertAsAlone(base, EveryKind.inputs(rows.size()), rows);
        }
    }

    @Test
    void bind_severalAdaptersTogether_addsTheWeightedSumOfWhatEachAdds() {
        try (BaseModel base = everyKind()) {
            List<MethodCase> additive = methods().stream()
                    .filter(method -> !method.toString().equals("Ia3"))
                    .toList();
            List<WeightedAdapter> together = new ArrayList<>();
            Map<String, Tensor> plain = base.run(INPUTS);
            Map<String, double[]> expected = new TreeMap<>();
            plain.forEach((name, tensor) -> expected.put(name, doubles(tensor)));
            for (MethodCase method : additive) {
                WeightedAdapter weighted =
                        new WeightedAdapter(method.adapter(base, together.size()), 0.5 - 0.3 * together.size());
                together.add(weighted);
                try (BoundAdapter alone = base.adapted().bind(weighted.adapter())) {
                    base.adapted().run(INPUTS, alone).forEach((name, tensor) -> {
                        double[] before = doubles(plain.get(name));
                        double[] after = doubles(tensor);
                        for (int i = 0; i < after.length; i++) {
                            expected.get(name)[i] += weighted.weight() * (after[i] - before[i]);
                        }
                    });
                }
            }
            try (BoundAdapter bound = base.adapted().bind(together)) {
                base.adapted().run(INPUTS, bound).forEach((name, tensor) -> assertThat(doubles(tensor))
                        .as(name)
                        .containsExactly(expected.get(name), within(1e-3)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void merge_thenUnmerge_givesTheSameOutputsAndTakesBytesMeanwhile(MethodCase method) {
        try (BaseModel base = everyKind();
                BoundAdapter bound = base.adapted().bind(method.adapter(base, 6))) {
            Map<String, Tensor> adapted = base.adapted().run(INPUTS, bound);
            long before = bound.residentBytes();

            long bytes = base.adapted().merge(bound);
            assertThat(bytes).isPositive();
            assertThat(base.adapted().merge(bound)).isEqualTo(bytes);
            assertThat(bound.residentBytes()).isEqualTo(before + bytes);
            assertThat(base.adapted().residentBytes()).isEqualTo(before + bytes);
            Map<String, Tensor> merged = base.adapted().run(INPUTS, bound);
            adapted.forEach((name, tensor) ->
                    assertThat(doubles(merged.get(name))).as(name).containsExactly(doubles(tensor), within(1e-4)));

            base.adapted().unmerge(bound);
            assertThat(base.adapted().residentBytes()).isEqualTo(before);
            assertThat(base.adapted().run(INPUTS, bound)).isEqualTo(adapted);
        }
    }

    @Test
    void close_baseOrAdapterWhileMerged_freesTheSessionOnce() {
        BaseModel base = everyKind();
        BoundAdapter first = base.adapted().bind(methods().get(0).adapter(base, 6));
        BoundAdapter second = base.adapted().bind(methods().get(1).adapter(base, 6));
        base.adapted().merge(first);
        base.adapted().merge(second);
        first.close();
        base.close();
        second.close();

        assertThat(base.adapted().residentBytes()).isZero();
    }

    private static double[] doubles(Tensor tensor) {
        float[] values = tensor.toFloatArray();
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    @Test
    void bind_inputAndOutputScaledTogether_isRefused() {
        try (BaseModel base = everyKind()) {
            List<MethodCase> methods = methods();
            Adapter dora = methods.get(1).adapter(base, 1);
            Adapter ia3 = methods.get(2).adapter(base, 1);

            assertThatThrownBy(() ->
                            base.adapted().bind(List.of(new WeightedAdapter(dora, 1), new WeightedAdapter(ia3, 1))))
                    .isInstanceOf(UnsupportedFeatureException.class);
        }
    }
}
