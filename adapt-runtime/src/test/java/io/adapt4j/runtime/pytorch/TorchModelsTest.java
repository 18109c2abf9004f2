package io.adapt4j.runtime.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.cuda.CudaUtils;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Manifest;
import io.adapt4j.ModelOptions;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.EngineException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.kit.MiniLm;
import io.adapt4j.runtime.kit.SharedFixtures;
import io.adapt4j.runtime.kit.TestResources;
import io.adapt4j.runtime.kit.TorchArchives;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models written by Python's PyTorch, against outputs that it computed in double precision. */
class TorchModelsTest {
    private static final JsonObject EXPECTED = JsonParser.parseString(
                    new String(TestResources.bytes("/torchscript/expected.json"), StandardCharsets.UTF_8))
            .getAsJsonObject();

    private static Map<String, Tensor> inputs(JsonObject expected, BaseModel base) {
        Map<String, Tensor> inputs = new TreeMap<>();
        base.signature().inputs().forEach(port -> {
            List<Long> dims = new ArrayList<>();
            JsonElement values = expected.getAsJsonObject("inputs").get(port.name());
            for (JsonElement part = values;
                    part.isJsonArray();
                    part = part.getAsJsonArray().get(0)) {
                dims.add((long) part.getAsJsonArray().size());
            }
            List<Double> flat = new ArrayList<>();
            flatten(values, flat);
            long[] shape = dims.stream().mapToLong(Long::longValue).toArray();
            Tensor longs = Tensor.of(flat.stream().mapToLong(Double::longValue).toArray(), shape);
            float[] floats = new float[flat.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = flat.get(i).floatValue();
            }
            inputs.put(port.name(), port.dataType() == DataType.INT64 ? longs : Tensor.of(floats, shape));
        });
        return inputs;
    }

    private static void flatten(JsonElement element, List<Double> into) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(part -> flatten(part, into));
        } else {
            into.add(element.getAsDouble());
        }
    }

    private static void assertOutputs(JsonElement expected, Map<String, Tensor> outputs) {
        Iterator<Tensor> actual = outputs.values().iterator();
        for (JsonElement values : expected.getAsJsonArray()) {
            float[] own = actual.next().toFloatArray();
            assertThat(own).hasSize(values.getAsJsonArray().size());
            for (int i = 0; i < own.length; i++) {
                assertThat((double) own[i])
                        .isCloseTo(values.getAsJsonArray().get(i).getAsDouble(), within(1e-5));
            }
        }
        assertThat(actual).isExhausted();
    }

    /** The adapter that the archives' script merged. */
    private static Adapter adapter(BaseModel base, List<String> modules) {
        List<ModuleDelta> deltas = new ArrayList<>();
        for (TargetModule module : base.targetModules()) {
            if (modules.contains(module.path())) {
                float[] a = new float[2 * module.inFeatures()];
                float[] b = new float[module.outFeatures() * 2];
                for (int i = 0; i < a.length; i++) {
                    a[i] = (float) (0.2 * Math.sin(1 + i));
                }
                for (int i = 0; i < b.length; i++) {
                    b[i] = (float) (0.2 * Math.cos(i));
                }
                deltas.add(new ModuleDelta(
                        module.path(),
                        new TreeMap<>(Map.of(
                                "lora_A",
                                Tensor.of(a, 2, module.inFeatures()),
                                "lora_B",
                                Tensor.of(b, module.outFeatures(), 2)))));
            }
        }
        assertThat(deltas).hasSameSizeAs(modules);
        return new Adapter(
                Lora.rank(2).alpha(2),
                deltas,
                Optional.empty(),
                Optional.empty(),
                Manifest.empty().withBase(base));
    }

    @ParameterizedTest
    @CsvSource({
        "bert-traced, ''",
        "bert-scripted, 'token_type_ids:INT64[batch,sequence]'",
        "gpt2-traced, ''",
        "attention-slow-path, 'x:FLOAT32[batch,sequence,8]'",
        "network, 'x:FLOAT32[batch,24]'",
        "methods, 'x:FLOAT32[batch,24]'"
    })
    void run_plainAdaptedMixedAndMerged_givesTheExpectedOutputs(String name, String inputSpec) {
        JsonObject expected = EXPECTED.getAsJsonObject(name);
        List<String> modules = new ArrayList<>();
        expected.getAsJsonArray("modules").forEach(module -> modules.add(module.getAsString()));
        try (BaseModel base = TorchUnderTest.open(name, inputSpec);
                BoundAdapter bound = base.adapted().bind(adapter(base, modules))) {
            Map<String, Tensor> inputs = inputs(expected, base);
            assertOutputs(expected.get("outputs"), base.run(inputs));
            assertOutputs(expected.get("adapted"), base.adapted().run(inputs, bound));

            long before = base.adapted().residentBytes();
            long bytes = base.adapted().merge(bound);
            assertOutputs(expected.get("adapted"), base.adapted().run(inputs, bound));
            assertOutputs(expected.get("outputs"), base.run(inputs));
            assertThat(base.adapted().residentBytes()).isEqualTo(before + bytes);
            base.adapted().unmerge(bound);
            assertThat(base.adapted().residentBytes()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "frozen, 'x:FLOAT32[batch,24]', frozen",
        "quantized, 'x:FLOAT32[batch,24]', quantized",
        "half, 'x:FLOAT32[batch,24]', FLOAT16",
        "bfloat16, 'x:FLOAT32[batch,24]', BFLOAT16",
        "double, 'x:FLOAT64[batch,24]', FLOAT64"
    })
    void open_weightsThatCannotBeAdapted_isRefusedByName(String name, String inputSpec, String message) {
        assertThatThrownBy(() -> TorchUnderTest.open(name, inputSpec))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContainingAll(message);
    }

    @Test
    void open_inputOfNoKnownName_saysHowToGiveIt() {
        assertThatThrownBy(() -> BaseModel.open(TorchUnderTest.archive("network")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("withProperty(\"inputs\", \"x:FLOAT32[batch,24]\")");
        assertThatThrownBy(() -> TorchUnderTest.open("network", "y:FLOAT32[batch,24];x:FLOAT32[batch,24]"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("[y]");
        assertThatThrownBy(() -> TorchUnderTest.open("network", "x:FLOAT16[batch,24]"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("FLOAT16");
        assertThatThrownBy(() -> TorchUnderTest.open("network", "x:FLOAT32[batch,23]"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("23");
    }

    @Test
    void signature_argumentsAndResults_areLearnt() {
        try (BaseModel bert = TorchUnderTest.open("bert-scripted", "");
                BaseModel nested = TorchUnderTest.open("nested-tuple", "x:FLOAT32[batch,24]");
                BaseModel defaults = TorchUnderTest.open("defaults", "x:FLOAT32[batch,24]");
                BaseModel shifted = TorchUnderTest.open("defaults", "x:FLOAT32[batch,24];shift:FLOAT32[batch,20]")) {
            assertThat(bert.signature().inputs())
                    .extracting(port -> port.name() + " " + port.dataType() + port.shape())
                    .containsExactly("input_ids int64(-1, -1)", "attention_mask int64(-1, -1)");
            assertThat(bert.signature().outputs())
                    .extracting(port -> port.name() + " " + port.dataType() + port.shape())
                    .containsExactly("last_hidden_state float32(-1, -1, 8)", "pooler_output float32(-1, 8)");
            assertThat(nested.signature().outputs())
                    .extracting(port -> port.name() + " " + port.dataType())
                    .containsExactly("output_0 float32", "output_1_0 float32", "output_1_1 int64");
            Tensor x = Tensor.of(new float[24], 1, 24);
            Tensor plain = defaults.run(Map.of("x", x)).get("output");
            float[] shift = new float[20];
            shift[3] = 2;
            Tensor moved = shifted.run(Map.of("x", x, "shift", Tensor.of(shift, 1, 20)))
                    .get("output");
            assertThat(moved.floats().get(3)).isEqualTo(plain.floats().get(3) + 2);
            assertThat(moved.floats().get(4)).isEqualTo(plain.floats().get(4));
        }
    }

    @Test
    void signature_namedTuples_haveTheirFieldsNames() {
        byte[] nested = TorchArchives.edited(
                "nested-tuple",
                source -> source.replace("Tuple[Tensor, Tuple[Tensor, Tensor]]", "Tuple[Tensor, __torch__.Inner]")
                                .replace(
                                        "(hidden, torch.argmax(y, -1))", "__torch__.Inner(hidden, torch.argmax(y, -1))")
                        + "class Inner(NamedTuple):\n  states : Tensor\n  best : Optional[Tensor]\n");
        try (BaseModel text = TorchUnderTest.open("text-kinds", "");
                BaseModel inner = new TorchUnderTest().open(nested)) {
            assertThat(text.signature().outputs())
                    .extracting(port -> port.name() + " " + port.dataType() + port.shape())
                    .containsExactly("last_hidden_state float32(-1, -1, 16)", "pooler_output float32(-1, 16)");
            assertThat(inner.signature().outputs())
                    .extracting(port -> port.name() + " " + port.dataType())
                    .containsExactly("output_0 float32", "output_1_states float32", "output_1_best int64");
        }
    }

    @Test
    void run_idsAndLengthsOutOfRange_areRefusedInJava() {
        try (BaseModel base = TorchUnderTest.open("bert-traced", "")) {
            Map<String, Tensor> inputs = inputs(EXPECTED.getAsJsonObject("bert-traced"), base);
            for (long id : new long[] {-1, 30, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> base.run(with(inputs, "input_ids", id)))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("0 to 29");
            }
            assertThatThrownBy(() -> base.run(with(inputs, "token_type_ids", 2)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("0 to 1");
            Map<String, Tensor> tooLong = new TreeMap<>();
            inputs.keySet().forEach(name -> tooLong.put(name, Tensor.of(new long[1][13])));
            assertThatThrownBy(() -> base.run(tooLong))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("no more than 12");
        }
    }

    private static Map<String, Tensor> with(Map<String, Tensor> inputs, String name, long value) {
        Map<String, Tensor> changed = new TreeMap<>(inputs);
        long[] values = new long[10];
        values[4] = value;
        changed.put(name, Tensor.of(values, 2, 5));
        return changed;
    }

    @Test
    void run_programThatThrows_failsTypedAndGoesOn() {
        // The heads of attention are 2 x 4: a width of 9 is only found out when the program runs.
        assertThatThrownBy(() -> TorchUnderTest.open("attention-slow-path", "x:FLOAT32[batch,sequence,9]"))
                .isInstanceOf(AdaptException.class)
                .hasRootCauseInstanceOf(ai.djl.engine.EngineException.class);
        try (BaseModel base = TorchUnderTest.open("network", "x:FLOAT32[batch,width]")) {
            assertThatThrownBy(() -> base.run(Map.of("x", Tensor.of(new float[23], 1, 23))))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("23");
        } catch (UnsupportedFeatureException e) {
            assertThat(e).hasMessageContaining("x");
        }
    }

    @Test
    void run_lstmAndFusedAttention_areAdaptedThroughTheirWeightsOrNotListed() {
        for (String name : List.of("lstm", "attention-fast-path", "attention-scripted")) {
            String inputs = name.equals("lstm") ? "x:FLOAT32[batch,sequence,24]" : "x:FLOAT32[batch,sequence,8]";
            try (BaseModel base = TorchUnderTest.open(name, inputs)) {
                Tensor x = Tensor.of(new float[name.equals("lstm") ? 72 : 24], 1, 3, name.equals("lstm") ? 24 : 8);
                Map<String, Tensor> before = base.run(Map.of("x", x));
                for (TargetModule module : base.targetModules()) {
                    try (BoundAdapter bound = base.adapted().bind(adapter(base, List.of(module.path())))) {
                        Map<String, Tensor> alone = base.adapted().run(Map.of("x", ones(x.shape())), bound);
                        assertThat(alone).isNotEqualTo(base.run(Map.of("x", ones(x.shape()))));
                    }
                }
                assertThat(base.run(Map.of("x", x))).isEqualTo(before);
            }
        }
    }

    private static Tensor ones(Shape shape) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        return Tensor.of(values, shape.getShape());
    }

    @Test
    void run_peftAdapterOnALlamaModel_givesTheExpectedOutputs() throws IOException {
        try (BaseModel base = BaseModel.open(SharedFixtures.file("models/stories260k.pt"), TorchUnderTest.OPTIONS)) {
            SharedFixtures.assertFixture(
                    base, "output", "models/stories260k.base-expected.json", "adapters/stories260k-lora-qv");
        }
    }

    @Test
    void run_sameModelAsOnnx_givesTheSameOutputs() throws IOException {
        try (BaseModel torch = BaseModel.open(SharedFixtures.file("models/stories260k.pt"), TorchUnderTest.OPTIONS);
                BaseModel onnx = BaseModel.open(SharedFixtures.file("models/stories260k.onnx"))) {
            Map<String, Tensor> inputs =
                    SharedFixtures.inputs(SharedFixtures.json("models/stories260k.base-expected.json"), onnx);
            float[] expected = onnx.run(inputs).get("logits").toFloatArray();
            float[] actual = torch.run(inputs).get("output").toFloatArray();
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < actual.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f));
            }
        }
    }

    @Test
    void run_onAGpu_givesWhatTheCpuGives() {
        Assumptions.assumeTrue(
                CudaUtils.getGpuCount() > 0 && Engine.getEngine("PyTorch").hasCapability("CUDA"),
                "no GPU, or no natives for one");
        JsonObject expected = EXPECTED.getAsJsonObject("network");
        ModelOptions options =
                ModelOptions.defaults().withDevice(Device.gpu()).withProperty("inputs", "x:FLOAT32[batch,24]");
        try (BaseModel base = BaseModel.open(TorchUnderTest.archive("network"), options);
                BoundAdapter bound = base.adapted().bind(adapter(base, List.of("up", "down")))) {
            Map<String, Tensor> inputs = inputs(expected, base);
            assertOutputs(expected.get("outputs"), base.run(inputs));
            assertOutputs(expected.get("adapted"), base.adapted().run(inputs, bound));
            base.adapted().runRows(inputs, Arrays.asList(bound, null, bound));
            base.adapted().merge(bound);
            assertOutputs(expected.get("adapted"), base.adapted().run(inputs, bound));
        }
    }

    @Test
    void fingerprint_miniLmInBothForms_isTheSame() {
        try (BaseModel torch = BaseModel.open(MiniLm.torchScript(), TorchUnderTest.OPTIONS);
                BaseModel onnx = BaseModel.open(MiniLm.onnx())) {
            assertThat(torch.fingerprint()).isEqualTo(onnx.fingerprint());
            assertThat(torch.hash()).isNotEqualTo(onnx.hash());
            assertThat(torch.targetModules()).containsExactlyInAnyOrderElementsOf(onnx.targetModules());
        }
    }
}
