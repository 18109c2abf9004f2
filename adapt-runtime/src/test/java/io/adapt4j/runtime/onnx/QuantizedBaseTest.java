package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoraAdapter;
import ai.onnxruntime.OrtSession;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.ModelOptions;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.ia3.Ia3;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.export.Exports;
import io.adapt4j.runtime.kit.MethodCase;
import io.adapt4j.runtime.kit.Quantizer;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters on dynamically quantised layers, against the integer operators' definition computed in Java. */
class QuantizedBaseTest {
    private static final int IN = 24;
    private static final int OUT = 20;
    private static final int ROWS = 4;
    /** One for each form of scales and zero points, then one that shares a weight. */
    private static final List<String> MODULES = List.of("plain", "gemm", "turned", "behind", "tied");

    private static final Quantizer.Result QUANTIZED = Quantizer.quantize(floats());

    /** Products of one value, every other one with a bias. */
    private static Graph floats() {
        Graph graph = new Graph(Map.of(Graph.ONNX, 11L));
        SplittableRandom random = new SplittableRandom(3);
        graph.inputs().add(new ValueInfo("x", OnnxTypes.FLOAT, List.of("batch", Integer.toString(IN))));
        for (String module : MODULES) {
            String weight = weight(module);
            graph.initializers()
                    .computeIfAbsent(weight, name -> TensorData.floats(TestAdapters.floats(random, IN, OUT), IN, OUT));
            boolean biased = bias(module) != null;
            String y = "y." + module;
            node(graph, "/" + module + "/MatMul", "MatMul", biased ? "/" + module + "/product" : y, "x", weight);
            if (biased) {
                graph.initializers().put(module + ".bias", TensorData.floats(bias(module), OUT));
                node(graph, "/" + module + "/Add", "Add", y, module + ".bias", "/" + module + "/product");
            }
            graph.outputs().add(new ValueInfo(y, OnnxTypes.FLOAT, List.of("batch", Integer.toString(OUT))));
        }
        return graph;
    }

    private static void node(Graph graph, String name, String op, String output, String... inputs) {
        graph.nodes().add(new Node(name, op, Graph.ONNX, List.of(inputs), List.of(output), Map.of()));
    }

    private static String weight(String module) {
        return module.equals("tied") ? "plain.weight" : module + ".weight";
    }

    private static float @Nullable [] bias(String module) {
        return MODULES.indexOf(module) % 2 == 0
                ? null
                : TestAdapters.floats(new SplittableRandom(MODULES.indexOf(module)), OUT);
    }

    private static BaseModel open() {
        return BaseModel.open(
                TestModels.bytes(QUANTIZED.graph()), ModelOptions.defaults().withThreads(1));
    }

    /** Values that rounding leaves as they are: multiples of a power of two over the whole range of a byte. */
    private static float[][] exactRows() {
        SplittableRandom random = new SplittableRandom(8);
        float[][] rows = new float[ROWS][IN];
        for (float[] row : rows) {
            for (int i = 0; i < IN; i++) {
                row[i] = random.nextInt(-128, 128) / 64f;
            }
            row[3] = -128 / 64f;
            row[7] = 127 / 64f;
        }
        return rows;
    }

    private static float[][] rows(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = new float[ROWS][];
        Arrays.setAll(rows, r -> TestAdapters.floats(random, IN));
        return rows;
    }

    private static Map<String, Tensor> inputs(float[][] rows) {
        float[] flat = new float[rows.length * IN];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(rows[r], 0, flat, r * IN, IN);
        }
        return Map.of("x", Tensor.of(flat, rows.length, IN));
    }

    private static Quantizer.Weight quantized(String module) {
        return QUANTIZED.weights().get(weight(module));
    }

    private static double[][] outByIn(String module) {
        double[][] w = new double[OUT][IN];
        for (int o = 0; o < OUT; o++) {
            for (int i = 0; i < IN; i++) {
                w[o][i] = quantized(module).value(i, o);
            }
        }
        return w;
    }

    @Test
    void targetModules_quantisedProducts_haveTheirPathsAndShapes() {
        try (BaseModel base = open()) {
            assertThat(base.targetModules().stream().map(TargetModule::path))
                    .containsExactlyInAnyOrderElementsOf(MODULES);
            assertThat(base.targetModules()).allSatisfy(module -> {
                assertThat(module.inFeatures()).isEqualTo(IN);
                assertThat(module.outFeatures()).isEqualTo(OUT);
            });
            assertThat(base.fingerprint()).isEqualTo(base.hash());
        }
    }

    @Test
    void weight_everyFormOfScale_isWhatTheIntegersStandFor() {
        try (BaseModel base = open()) {
            for (String module : MODULES) {
                float[] weight = base.weight(module).toFloatArray();
                for (int i = 0; i < weight.length; i++) {
                    assertThat((double) weight[i])
                            .as(module)
                            .isCloseTo(quantized(module).value(i % IN, i / IN), within(1e-7));
                }
            }
        }
    }

    static List<MethodCase> methods() {
        return MethodCase.all();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void run_everyMethod_isTheMethodOnTheWeightThatTheIntegersStandFor(MethodCase method) {
        float[][] x = exactRows();
        try (BaseModel base = open()) {
            Adapter adapter = method.adapter(base, 1);
            try (BoundAdapter bound = base.adapted().bind(adapter)) {
                Map<String, Tensor> adapted = base.adapted().run(inputs(x), bound);
                for (ModuleDelta delta : adapter.deltas()) {
                    assertRows(adapted.get("y." + delta.module()), delta.module(), expected(method, delta, x), 1e-4);
                }
            }
        }
    }

    private static double[][] expected(MethodCase method, ModuleDelta delta, float[][] x) {
        String module = delta.module();
        float[] bias = bias(module);
        boolean gained = method.config() instanceof Ia3;
        float[] gain = gained ? delta.parameter("ia3_l").toFloatArray() : new float[0];
        if (gained && delta.parameter("ia3_l").dimension(1) == IN) {
            double[][] y = Quantizer.product(scaled(x, gain), quantized(module));
            return plus(y, bias, null);
        }
        double[][] weight = method.definition().weight(new MethodCase.Parameters(delta), outByIn(module));
        double[][] y = new double[x.length][OUT];
        for (int r = 0; r < x.length; r++) {
            for (int o = 0; o < OUT; o++) {
                for (int i = 0; i < IN; i++) {
                    y[r][o] += x[r][i] * weight[o][i];
                }
            }
        }
        return plus(y, bias, gained ? gain : null);
    }

    private static float[][] scaled(float[][] x, float[] gain) {
        float[][] scaled = new float[x.length][IN];
        for (int r = 0; r < x.length; r++) {
            for (int i = 0; i < IN; i++) {
                scaled[r][i] = x[r][i] * gain[i];
            }
        }
        return scaled;
    }

    private static double[][] plus(double[][] y, float @Nullable [] bias, float @Nullable [] gain) {
        for (double[] row : y) {
            for (int o = 0; o < OUT; o++) {
                row[o] += bias == null ? 0 : bias[o] * (gain == null ? 1 : gain[o]);
            }
        }
        return y;
    }

    private static void assertRows(Tensor actual, String module, double[][] expected, double tolerance) {
        float[] values = actual.toFloatArray();
        assertThat(values).hasSize(expected.length * OUT);
        for (int i = 0; i < values.length; i++) {
            double value = expected[i / OUT][i % OUT];
            assertThat((double) values[i])
                    .as(module)
                    .isCloseTo(value, within(tolerance * Math.max(1, Math.abs(value))));
        }
    }

    /** {@code q(x) W + s x A B + bias}; the delta sees x as it is, the frozen product sees it rounded. */
    private static double[][] withLora(Adapter adapter, Lora lora, String module, float[][] x) {
        ModuleDelta delta = adapter.deltas().stream()
                .filter(own -> own.module().equals(module))
                .findFirst()
                .orElseThrow();
        int rank = lora.rankOf(module);
        float[] a = delta.parameter("lora_A").toFloatArray();
        float[] b = delta.parameter("lora_B").toFloatArray();
        double[][] y = Quantizer.product(x, quantized(module));
        for (int r = 0; r < x.length; r++) {
            for (int k = 0; k < rank; k++) {
                double t = 0;
                for (int i = 0; i < IN; i++) {
                    t += x[r][i] * a[k * IN + i];
                }
                for (int o = 0; o < OUT; o++) {
                    y[r][o] += lora.scalingOf(module) * t * b[o * rank + k];
                }
            }
        }
        return plus(y, bias(module), null);
    }

    @Test
    void run_inputsThatAreRounded_addsTheDeltaOfTheUnroundedInput() {
        float[][] x = rows(21);
        Lora lora = Lora.rank(3).alpha(5);
        try (BaseModel base = open()) {
            Adapter adapter = TestAdapters.adapter(base, lora, 4);
            Map<String, Tensor> plain = base.run(inputs(x));
            try (BoundAdapter bound = base.adapted().bind(adapter)) {
                Map<String, Tensor> adapted = base.adapted().run(inputs(x), bound);
                for (String module : MODULES) {
                    double[][] frozen = plus(Quantizer.product(x, quantized(module)), bias(module), null);
                    assertRows(plain.get("y." + module), module, frozen, 1e-5);
                    assertRows(adapted.get("y." + module), module, withLora(adapter, lora, module, x), 1e-5);
                }
            }
        }
    }

    @Test
    void runRows_adaptersOfTheirOwn_areRoundedTogetherAndAdaptedEachByItsOwn() {
        float[][] x = rows(22);
        Lora lora = Lora.rank(2);
        try (BaseModel base = open();
                BoundAdapter one = base.adapted().bind(TestAdapters.adapter(base, lora, 1));
                BoundAdapter two = base.adapted().bind(TestAdapters.adapter(base, lora, 2))) {
            List<@Nullable BoundAdapter> rows = new ArrayList<>(Arrays.asList(one, null, two, one));
            Map<String, Tensor> together = base.adapted().runRows(inputs(x), rows);
            Adapter first = TestAdapters.adapter(base, lora, 1);
            Adapter second = TestAdapters.adapter(base, lora, 2);
            for (String module : MODULES) {
                double[][] ofOne = withLora(first, lora, module, x);
                double[][] ofTwo = withLora(second, lora, module, x);
                double[][] ofNone = plus(Quantizer.product(x, quantized(module)), bias(module), null);
                assertRows(
                        together.get("y." + module),
                        module,
                        new double[][] {ofOne[0], ofNone[1], ofTwo[2], ofOne[3]},
                        1e-5);
            }
        }
    }

    @Test
    void runRows_allMethodsInOneBatch_givesEachRowItsOwn() {
        float[][] x = new float[methods().size() + 1][];
        Arrays.setAll(x, r -> exactRows()[r % ROWS]);
        try (BaseModel base = open()) {
            List<MethodCase> additive = methods().stream()
                    .filter(method -> !(method.config() instanceof Ia3))
                    .toList();
            List<@Nullable BoundAdapter> rows = new ArrayList<>();
            additive.forEach(method -> rows.add(base.adapted().bind(method.adapter(base, 1))));
            float[][] used = Arrays.copyOf(x, rows.size());
            Map<String, Tensor> together = base.adapted().runRows(inputs(used), rows);
            for (int r = 0; r < additive.size(); r++) {
                MethodCase method = additive.get(r);
                for (ModuleDelta delta : method.adapter(base, 1).deltas()) {
                    float[] all = together.get("y." + delta.module()).toFloatArray();
                    Tensor own = Tensor.of(Arrays.copyOfRange(all, r * OUT, (r + 1) * OUT), 1, OUT);
                    assertRows(own, method.toString(), expected(method, delta, new float[][] {used[r]}), 1e-4);
                }
            }
            rows.forEach(BoundAdapter::close);
        }
    }

    @Test
    void mergedModel_quantisedWeight_isRefusedAndTheWayOutNamed(@TempDir Path folder) {
        try (BaseModel base = open();
                BoundAdapter bound = base.adapted().bind(TestAdapters.adapter(base, Lora.rank(2), 1))) {
            Adapter adapter = TestAdapters.adapter(base, Lora.rank(2), 1);
            Map<String, Tensor> before = base.adapted().run(inputs(rows(5)), bound);

            assertThatThrownBy(() -> Exports.mergedModel(base, adapter, folder.resolve("merged.onnx")))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("gemm")
                    .hasMessageContaining("unmerged");
            assertThatThrownBy(() -> base.adapted().merge(bound)).isInstanceOf(UnsupportedFeatureException.class);
            assertThat(base.adapted().run(inputs(rows(5)), bound)).isEqualTo(before);
        }
    }

    @Test
    void adapterReadyModel_quantisedProducts_takeAnAdapterInABareSession(@TempDir Path folder) throws Exception {
        float[][] x = rows(23);
        Lora lora = Lora.rank(2);
        Path ready = folder.resolve("ready.onnx");
        Path file = folder.resolve("a.onnx_adapter");
        try (BaseModel base = open()) {
            Adapter adapter = TestAdapters.adapter(base, lora, 4);
            Exports.adapterReadyModel(base, MODULES, ready);
            Exports.adapter(base, adapter, file);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            FloatBuffer values = inputs(x).get("x").floats();
            try (OrtSession session = environment.createSession(ready.toString());
                    OrtLoraAdapter loaded = OrtLoraAdapter.create(file.toString());
                    OrtSession.RunOptions options = new OrtSession.RunOptions();
                    OnnxTensor input = OnnxTensor.createTensor(environment, values, new long[] {ROWS, IN})) {
                options.addActiveLoraAdapter(loaded);
                try (OrtSession.Result result = session.run(Map.of("x", input), options)) {
                    for (String module : MODULES) {
                        OnnxTensor y = (OnnxTensor) result.get("y." + module).orElseThrow();
                        float[] actual = new float[ROWS * OUT];
                        y.getFloatBuffer().get(actual);
                        assertRows(Tensor.of(actual, ROWS, OUT), module, withLora(adapter, lora, module, x), 1e-5);
                    }
                }
            }
        }
    }

    @Test
    void targetModules_productThatOnlyLooksLikeOne_isLeftAlone() {
        Graph otherZeroPoint = QUANTIZED.graph().copy();
        otherZeroPoint.initializers().put("zero", new TensorData(OnnxTypes.UINT8, new long[0], bytes(0)));
        otherZeroPoint.nodes().replaceAll(node -> {
            List<String> inputs = new ArrayList<>(node.inputs());
            if (node.name().equals("/gemm/MatMul_quant")) {
                inputs.set(2, "zero");
            }
            return node.withInputs(inputs);
        });
        try (BaseModel base = BaseModel.open(TestModels.bytes(otherZeroPoint))) {
            assertThat(base.targetModules().stream().map(TargetModule::path))
                    .containsExactlyInAnyOrder("plain", "turned", "behind", "tied");
        }
    }

    @Test
    void targetModules_quantizerLacksOutputs_areNone() {
        Graph cut = QUANTIZED.graph().copy();
        cut.nodes()
                .replaceAll(node -> node.opType().equals("DynamicQuantizeLinear")
                        ? node.withOutputs(node.outputs().subList(0, 1))
                        : node);
        try (BaseModel base = BaseModel.open(TestModels.bytes(cut))) {
            assertThat(base.targetModules()).isEmpty();
            assertThatThrownBy(() -> base.run(inputs(rows(1)))).isInstanceOf(InvalidModelException.class);
        }
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }
}
