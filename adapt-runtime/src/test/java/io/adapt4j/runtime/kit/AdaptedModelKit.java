package io.adapt4j.runtime.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.ContentHash;
import io.adapt4j.ModuleDelta;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How a base model runs with adapters, and what it refuses. */
public abstract class AdaptedModelKit extends EngineKit {
    private static final Map<String, Tensor> INPUTS = EveryKind.inputs(5);

    protected AdaptedModelKit(EngineUnderTest engine) {
        super(engine);
    }

    @Test
    void targetModules_everyKind_areFoundWithPathAndSize() {
        try (BaseModel base = everyKind()) {
            assertThat(base.targetModules())
                    .extracting(module -> module.path() + " " + module.inFeatures() + " " + module.outFeatures())
                    .containsExactly(
                            "plain 24 20",
                            "gemm 24 20",
                            "turned 24 20",
                            "behind 24 20",
                            "constant 24 20",
                            "tied.first 24 20",
                            "tied.second 24 20");
        }
    }

    @Test
    void run_adapterOnEveryKind_addsTheDeltaComputedInDoublePrecision() {
        Lora method = Lora.rank(4)
                .targets("plain", "gemm", "turned", "behind", "constant", "first", "second")
                .rankPattern(Map.of("gemm", 2))
                .alphaPattern(Map.of("behind", 3.0))
                .rsLora(true);
        try (BaseModel base = everyKind()) {
            Adapter adapter = TestAdapters.adapter(base, method, 1);
            Map<String, Tensor> plain = base.run(INPUTS);
            try (BoundAdapter bound = base.adapted().bind(adapter)) {
                Map<String, Tensor> adapted = base.adapted().run(INPUTS, bound);
                for (ModuleDelta delta : adapter.deltas()) {
                    String output = EveryKind.output(delta.module());
                    double scaling = method.scalingOf(delta.module()) * EveryKind.alpha(delta.module());
                    assertDelta(plain.get(output), adapted.get(output), delta, scaling);
                }
            }
        }
    }

    private static void assertDelta(Tensor plain, Tensor adapted, ModuleDelta delta, double scaling) {
        float[] x = INPUTS.get("x").toFloatArray();
        float[] a = delta.parameter("lora_A").toFloatArray();
        float[] b = delta.parameter("lora_B").toFloatArray();
        int rank = (int) delta.parameter("lora_A").dimension(0);
        for (int row = 0; row < 5; row++) {
            for (int o = 0; o < EveryKind.OUT; o++) {
                double expected = plain.floats().get(row * EveryKind.OUT + o);
                for (int r = 0; r < rank; r++) {
                    double reduced = 0;
                    for (int i = 0; i < EveryKind.IN; i++) {
                        reduced += (double) x[row * EveryKind.IN + i] * a[r * EveryKind.IN + i];
                    }
                    expected += scaling * reduced * b[o * rank + r];
                }
                assertThat((double) adapted.floats().get(row * EveryKind.OUT + o))
                        .as(delta.module())
                        .isCloseTo(expected, within(1e-5));
            }
        }
    }

    @Test
    void run_withoutAdapter_isTheUntouchedBaseBitForBit() {
        try (BaseModel base = everyKind()) {
            Map<String, Tensor> before = base.run(INPUTS);
            try (BoundAdapter bound = base.adapted().bind(TestAdapters.adapter(base, Lora.rank(2), 1))) {
                assertThat(base.adapted().run(INPUTS, bound)).isNotEqualTo(before);
                assertThat(base.adapted().run(INPUTS, null)).isEqualTo(before);
            }
        }
    }

    @Test
    void bind_otherBase_namesBothHashes() {
        ContentHash other = new ContentHash("a".repeat(64));
        try (BaseModel base = everyKind()) {
            Adapter adapter = TestAdapters.adapter(base, Lora.rank(2), 1).boundTo(other);

            assertThatThrownBy(() -> base.adapted().bind(adapter))
                    .isInstanceOf(IncompatibleAdapterException.class)
                    .hasMessageContaining(other.toString())
                    .hasMessageContaining(base.hash().toString());
        }
    }

    @Test
    void bind_deltasThatDoNotFit_areRefusedByName() {
        try (BaseModel base = everyKind()) {
            Adapter good = TestAdapters.adapter(base, Lora.rank(2), 1);
            Tensor a = good.deltas().get(0).parameter("lora_A");
            Tensor b = good.deltas().get(0).parameter("lora_B");
            float[] broken = a.toFloatArray();
            broken[3] = Float.NaN;

            assertRefused(base, good, "quary", a, b, IncompatibleAdapterException.class, "quary");
            assertRefused(base, good, "plain", b, a, IncompatibleAdapterException.class, "lora_A");
            assertRefused(
                    base, good, "plain", Tensor.of(broken, 2, EveryKind.IN), b, InvalidAdapterException.class, "3");
            assertRefused(
                    base,
                    good,
                    "plain",
                    Tensor.of(new float[EveryKind.IN], 1, EveryKind.IN),
                    b,
                    IncompatibleAdapterException.class,
                    "rank");
        }
    }

    private static void assertRefused(
            BaseModel base, Adapter good, String module, Tensor a, Tensor b, Class<?> type, String message) {
        ModuleDelta delta = new ModuleDelta(module, new TreeMap<>(Map.of("lora_A", a, "lora_B", b)));
        Adapter adapter = new Adapter(good.method(), List.of(delta), good.head(), good.tokenizer(), good.manifest());
        assertThatThrownBy(() -> base.adapted().bind(adapter))
                .isInstanceOf(type)
                .hasMessageContaining(message);
    }

    @Test
    void run_inputsThatDoNotFit_areRefusedBeforeNativeCode() {
        SplittableRandom random = new SplittableRandom(1);
        List<Map<String, Tensor>> wrong = List.of(
                Map.of(),
                Map.of("x", INPUTS.get("x"), "y", INPUTS.get("x")),
                Map.of("x", TestAdapters.tensor(random, 5, EveryKind.IN + 1)),
                Map.of("x", TestAdapters.tensor(random, 5)),
                Map.of("x", Tensor.of(new float[0], 0, EveryKind.IN)),
                Map.of("x", Tensor.of(new long[EveryKind.IN], 1, EveryKind.IN)));
        try (BaseModel base = everyKind()) {
            for (Map<String, Tensor> inputs : wrong) {
                assertThatThrownBy(() -> base.run(inputs)).isInstanceOf(InvalidInputException.class);
            }
        }
    }

    @Test
    void open_brokenModels_failTyped() {
        SplittableRandom random = new SplittableRandom(2);
        byte[] model = engine().everyKind();
        assertThatThrownBy(() -> BaseModel.open(java.nio.file.Path.of("nowhere.onnx")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("nowhere.onnx");
        assertThatThrownBy(() -> BaseModel.open(new byte[] {1, 2, 3})).isInstanceOf(AdaptException.class);
        for (int i = 0; i < 200; i++) {
            byte[] cut = Arrays.copyOf(model, 2 + random.nextInt(model.length - 2));
            try (BaseModel base = engine().open(cut)) {
                base.run(INPUTS);
            } catch (AdaptException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void close_twiceAndUseAfterwards_failsTyped() {
        BaseModel base = everyKind();
        BoundAdapter bound = base.adapted().bind(TestAdapters.adapter(base, Lora.rank(2), 1));
        bound.close();
        bound.close();
        assertThatThrownBy(() -> base.adapted().run(INPUTS, bound)).isInstanceOf(DeploymentException.class);
        base.close();
        base.close();
        assertThatThrownBy(() -> base.run(INPUTS)).isInstanceOf(DeploymentException.class);
    }

    @Test
    void hash_storageOfTheSameModel_doesNotMatter() {
        try (BaseModel once = everyKind();
                BaseModel again = everyKind();
                BaseModel stored = engine().open(engine().everyKindStoredOtherwise())) {
            assertThat(again.hash()).isEqualTo(once.hash());
            assertThat(stored.hash()).isEqualTo(once.hash());
        }
    }
}
