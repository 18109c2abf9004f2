package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Floats;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.dora.Dora;
import io.adapt4j.method.ia3.Ia3;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.kit.Rows;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Adapters that scale the product or the bias of a layer, for every way in which a graph may say what its bias is. */
class BiasTest {
    private static final int SIZE = 6;
    private static final int ROWS = 4;
    private static final List<String> DIMS = List.of("batch", Integer.toString(SIZE));
    private static final float[] BIAS = TestAdapters.floats(new SplittableRandom(5), SIZE);
    private static final Map<String, Tensor> INPUTS =
            Map.of("x", TestAdapters.tensor(new SplittableRandom(6), ROWS, SIZE));

    /** Adds to a graph what makes y of x. */
    private interface Layer extends Consumer<Graph> {}

    /** The ways to add a bias that is found. */
    private enum Found {
        GEMM(13, graph -> gemm(graph, "y", "bias")),
        GEMM_OF_A_ROW(13, graph -> {
            bias(graph, 1, SIZE);
            gemm(graph, "y", "bias");
        }),
        GEMM_THAT_MUST_HAVE_A_BIAS(9, graph -> gemm(graph, "y", "bias")),
        GEMM_OF_AN_IDENTITY(13, graph -> {
            node(graph, "Identity", "same", "bias");
            gemm(graph, "y", "same");
        }),
        GEMM_THEN_SUM(13, graph -> {
            gemm(graph, "product");
            node(graph, "Add", "y", "product", "bias");
        }),
        SUM_OF_A_ROW(13, graph -> {
            bias(graph, 1, SIZE);
            matMul(graph, "product");
            node(graph, "Add", "y", "bias", "product");
        }),
        SUM_OF_MORE_DIMENSIONS(13, graph -> {
            bias(graph, 1, 1, SIZE);
            graph.initializers().put("first", TensorData.longs(new long[] {0}, 1));
            matMul(graph, "product");
            node(graph, "Add", "sum", "product", "bias");
            node(graph, "Squeeze", "y", "sum", "first");
        }),
        SUM_OF_A_CONSTANT_NODE(13, graph -> {
            graph.initializers().remove("bias");
            Map<String, Attribute> value = Map.of("value", Attribute.of(TensorData.floats(BIAS, SIZE)));
            graph.nodes().add(new Node("", "Constant", Graph.ONNX, List.of(), List.of("bias"), value));
            matMul(graph, "product");
            node(graph, "Add", "y", "product", "bias");
        }),
        SUM_OF_A_CONSTANT_NODE_OF_NUMBERS(13, graph -> {
            graph.initializers().remove("bias");
            Map<String, Attribute> value = Map.of("value_floats", new Attribute.OfFloats(Floats.asList(BIAS)));
            graph.nodes().add(new Node("", "Constant", Graph.ONNX, List.of(), List.of("bias"), value));
            matMul(graph, "product");
            node(graph, "Add", "y", "product", "bias");
        });

        private final long opset;
        private final Layer layer;

        Found(long opset, Layer layer) {
            this.opset = opset;
            this.layer = layer;
        }
    }

    /** The ways to add what may be a bias. */
    private enum NotFound {
        GEMM_OF_ONE_NUMBER(graph -> {
            graph.initializers().put("bias", TensorData.floats(new float[] {0.3f}, 1));
            gemm(graph, "y", "bias");
        }),
        GEMM_OF_AN_ACTIVATION(graph -> gemm(graph, "y", "x")),
        PRODUCT_READ_TWICE(graph -> {
            matMul(graph, "product");
            node(graph, "Add", "sum", "product", "bias");
            node(graph, "Mul", "y", "sum", "product");
        }),
        PRODUCT_THAT_IS_AN_OUTPUT(graph -> {
            matMul(graph, "product");
            node(graph, "Add", "y", "product", "bias");
            graph.outputs().add(new ValueInfo("product", OnnxTypes.FLOAT, DIMS));
        }),
        SUM_BEHIND_A_RESHAPE(graph -> {
            graph.initializers().put("shape", TensorData.longs(new long[] {-1, 1, SIZE}, 3));
            matMul(graph, "product");
            node(graph, "Reshape", "reshaped", "product", "shape");
            node(graph, "Add", "sum", "reshaped", "bias");
            node(graph, "Flatten", "y", "sum");
        }),
        SUM_OF_A_RESHAPED_CONSTANT(graph -> {
            bias(graph, SIZE, 1);
            graph.initializers().put("shape", TensorData.longs(new long[] {SIZE}, 1));
            node(graph, "Reshape", "reshaped", "bias", "shape");
            matMul(graph, "product");
            node(graph, "Add", "y", "product", "reshaped");
        }),
        SUM_OF_A_COMPUTED_CONSTANT(graph -> {
            node(graph, "Neg", "computed", "bias");
            matMul(graph, "product");
            node(graph, "Add", "y", "product", "computed");
        }),
        OPERATOR_THAT_TAKES_A_ROW(graph -> {
            graph.importOpset(Graph.MICROSOFT, 1);
            matMul(graph, "product");
            List<String> inputs = List.of("product", "bias");
            graph.nodes().add(new Node("", "FastGelu", Graph.MICROSOFT, inputs, List.of("y"), Map.of()));
        });

        private final Layer layer;

        NotFound(Layer layer) {
            this.layer = layer;
        }
    }

    /** Layers without a bias. */
    private enum Without {
        GEMM(graph -> gemm(graph, "y")),
        MATMUL(graph -> matMul(graph, "y")),
        RESIDUAL_SUM(graph -> {
            matMul(graph, "product");
            node(graph, "Tanh", "activation", "x");
            node(graph, "Add", "y", "product", "activation");
        }),
        SUM_OF_ONE_NUMBER(graph -> {
            graph.initializers().put("three", TensorData.floats(new float[] {3}));
            matMul(graph, "product");
            node(graph, "Add", "y", "product", "three");
        }),
        READ_TWICE(graph -> {
            matMul(graph, "product");
            node(graph, "Sigmoid", "gate", "product");
            node(graph, "Mul", "y", "product", "gate");
        });

        private final Layer layer;

        Without(Layer layer) {
            this.layer = layer;
        }
    }

    private static BaseModel open(long opset, Layer layer) {
        Graph graph = new Graph(Map.of(Graph.ONNX, opset));
        graph.inputs().add(new ValueInfo("x", OnnxTypes.FLOAT, DIMS));
        graph.outputs().add(new ValueInfo("y", OnnxTypes.FLOAT, DIMS));
        float[] weight = TestAdapters.floats(new SplittableRandom(4), SIZE, SIZE);
        graph.initializers().put("weight", TensorData.floats(weight, SIZE, SIZE));
        bias(graph, SIZE);
        layer.accept(graph);
        return BaseModel.open(TestModels.bytes(graph));
    }

    private static void bias(Graph graph, long... dims) {
        graph.initializers().put("bias", TensorData.floats(BIAS, dims));
    }

    private static void node(Graph graph, String op, String output, String... inputs) {
        graph.nodes().add(new Node("/layer/" + op, op, Graph.ONNX, List.of(inputs), List.of(output), Map.of()));
    }

    private static void matMul(Graph graph, String output) {
        node(graph, "MatMul", output, "x", "weight");
    }

    private static void gemm(Graph graph, String output, String... bias) {
        String[] inputs = Arrays.copyOf(new String[] {"x", "weight"}, 2 + bias.length);
        System.arraycopy(bias, 0, inputs, 2, bias.length);
        node(graph, "Gemm", output, inputs);
    }

    private static Adapter adapter(BaseModel base, MethodConfig method, Map<String, Tensor> parameters) {
        return new Adapter(
                method,
                List.of(new ModuleDelta("layer", new TreeMap<>(parameters))),
                Optional.empty(),
                Optional.empty(),
                Manifest.empty().withBase(base.hash()));
    }

    private static Adapter ia3(BaseModel base, long seed) {
        Map<String, Tensor> gain = Map.of("ia3_l", TestAdapters.tensor(new SplittableRandom(seed), SIZE, 1));
        return adapter(base, Ia3.targets("layer"), gain);
    }

    private static Adapter dora(BaseModel base) {
        SplittableRandom random = new SplittableRandom(2);
        return adapter(
                base,
                new Dora(Lora.rank(2).targets("layer")),
                Map.of(
                        "lora_A", TestAdapters.tensor(random, 2, SIZE),
                        "lora_B", TestAdapters.tensor(random, SIZE, 2),
                        "lora_magnitude_vector", TestAdapters.tensor(random, SIZE)));
    }

    /** {@code (x W + b) * l}. */
    private static double[] ia3Outputs(Adapter adapter, Tensor plain) {
        float[] gain = adapter.deltas().get(0).parameter("ia3_l").toFloatArray();
        double[] expected = new double[ROWS * SIZE];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (double) plain.floats().get(i) * gain[i % SIZE];
        }
        return expected;
    }

    /** {@code x W'^T + b}, W' of the direction of W + B A and of the length that the adapter has learnt. */
    private static double[] doraOutputs(BaseModel base, Adapter adapter) {
        float[] a = adapter.deltas().get(0).parameter("lora_A").toFloatArray();
        float[] b = adapter.deltas().get(0).parameter("lora_B").toFloatArray();
        float[] length =
                adapter.deltas().get(0).parameter("lora_magnitude_vector").toFloatArray();
        float[] weight = base.weight("layer").toFloatArray();
        double scaling = ((Dora) adapter.method()).lora().scalingOf("layer");
        float[] x = INPUTS.get("x").toFloatArray();
        double[] expected = new double[ROWS * SIZE];
        for (int o = 0; o < SIZE; o++) {
            double[] sum = new double[SIZE];
            double squares = 0;
            for (int i = 0; i < SIZE; i++) {
                sum[i] = weight[o * SIZE + i] + scaling * (b[o * 2] * a[i] + b[o * 2 + 1] * a[SIZE + i]);
                squares += sum[i] * sum[i];
            }
            for (int row = 0; row < ROWS; row++) {
                double product = 0;
                for (int i = 0; i < SIZE; i++) {
                    product += x[row * SIZE + i] * sum[i];
                }
                expected[row * SIZE + o] = length[o] * product / Math.sqrt(squares) + BIAS[o];
            }
        }
        return expected;
    }

    private static void assertOutputs(BaseModel base, Adapter adapter, double[] expected) {
        try (BoundAdapter bound = base.adapted().bind(adapter)) {
            assertClose(base.adapted().run(INPUTS, bound).get("y"), expected);
            base.adapted().merge(bound);
            assertClose(base.adapted().run(INPUTS, bound).get("y"), expected);
        }
    }

    private static void assertClose(Tensor actual, double[] expected) {
        assertThat(actual.shape().getShape()).containsExactly(ROWS, SIZE);
        float[] values = actual.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    @ParameterizedTest
    @EnumSource(Found.class)
    void run_outputScaled_scalesTheBiasAsTheMethodSaysAlsoWhenMerged(Found form) {
        try (BaseModel base = open(form.opset, form.layer)) {
            Adapter scaling = ia3(base, 1);
            assertOutputs(base, scaling, ia3Outputs(scaling, base.run(INPUTS).get("y")));
            Adapter dora = dora(base);
            assertOutputs(base, dora, doraOutputs(base, dora));
        }
    }

    @ParameterizedTest
    @EnumSource(Found.class)
    void runRows_outputScaledInSomeRows_isAsAlone(Found form) {
        try (BaseModel base = open(form.opset, form.layer);
                BoundAdapter first = base.adapted().bind(ia3(base, 1));
                BoundAdapter second = base.adapted().bind(dora(base))) {
            Rows.assertAsAlone(base, INPUTS, Arrays.asList(first, null, second, first));
        }
    }

    @ParameterizedTest
    @EnumSource(NotFound.class)
    void bind_biasThatIsNotFoundToBeScaled_isRefusedByName(NotFound form) {
        try (BaseModel base = open(13, form.layer)) {
            Adapter scaling = ia3(base, 1);

            assertThatThrownBy(() -> base.adapted().bind(scaling))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("layer");
            assertThatThrownBy(() -> OnnxExport.merged((OnnxBaseModel) base, scaling))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("layer");
            base.adapted().bind(TestAdapters.adapter(base, Lora.rank(2), 1)).close();
        }
    }

    @Test
    void bind_productScaledWithWhatTheGemmAdds_isRefusedAndBesideASumItIsNot() {
        try (BaseModel gemm = open(13, NotFound.GEMM_OF_AN_ACTIVATION.layer);
                BaseModel sum = open(13, NotFound.SUM_BEHIND_A_RESHAPE.layer)) {
            assertThatThrownBy(() -> gemm.adapted().bind(dora(gemm))).isInstanceOf(UnsupportedFeatureException.class);
            assertOutputs(sum, dora(sum), doraOutputs(sum, dora(sum)));
        }
    }

    @ParameterizedTest
    @EnumSource(Without.class)
    void bind_noBiasToBeScaled_isTaken(Without form) {
        try (BaseModel base = open(13, form.layer);
                BoundAdapter bound = base.adapted().bind(ia3(base, 1))) {
            Map<String, Tensor> adapted = base.adapted().run(INPUTS, bound);
            base.adapted().merge(bound);
            float[] merged = base.adapted().run(INPUTS, bound).get("y").toFloatArray();
            assertThat(adapted.get("y").toFloatArray()).containsExactly(merged, within(1e-5f));
        }
    }
}
