package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.AdaptedModel;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MixedBatchTest {
    private static final int ROWS = 5;
    private static final Map<String, Tensor> INPUTS =
            Map.of("x", TestModels.tensor(new SplittableRandom(4), ROWS, TestModels.IN));

    /** Adapters of different targets and ranks. */
    private static List<BoundAdapter> bind(BaseModel base, Lora... methods) {
        List<BoundAdapter> bound = new ArrayList<>();
        for (Lora method : methods) {
            bound.add(base.adapted().bind(TestModels.adapter(base, method, bound.size())));
        }
        return bound;
    }

    /** Each row of the outputs is what the row gives alone. */
    static void assertRowsAreAsAlone(BaseModel base, Map<String, Tensor> inputs, List<@Nullable BoundAdapter> rows) {
        AdaptedModel model = base.adapted();
        Map<String, Tensor> together = model.runRows(inputs, rows);
        for (int row = 0; row < rows.size(); row++) {
            Map<String, Tensor> own = new LinkedHashMap<>();
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                own.put(input.getKey(), row(input.getValue(), row));
            }
            Map<String, Tensor> alone = model.run(own, rows.get(row));
            assertThat(together.keySet()).isEqualTo(alone.keySet());
            for (String output : alone.keySet()) {
                float[] expected = alone.get(output).toFloatArray();
                float[] actual = row(together.get(output), row).toFloatArray();
                double largest = 1e-30;
                double difference = 0;
                for (int i = 0; i < expected.length; i++) {
                    largest = Math.max(largest, Math.abs(expected[i]));
                    difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
                }
                assertThat(difference / largest).as(output + " of row " + row).isLessThan(1e-5);
            }
        }
    }

    private static Tensor row(Tensor tensor, int row) {
        long[] dims = tensor.shape().getShape().clone();
        int size = (int) (tensor.shape().size() / dims[0]);
        dims[0] = 1;
        if (tensor.dataType() == DataType.INT64) {
            long[] values = new long[size];
            tensor.longs().position(row * size).get(values);
            return Tensor.of(values, dims);
        }
        return Tensor.of(Arrays.copyOfRange(tensor.toFloatArray(), row * size, (row + 1) * size), dims);
    }

    @Test
    void runRows_everyKindOfTarget_givesEachRowItsOwnAdapter() {
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()))) {
            List<BoundAdapter> bound = bind(
                    base,
                    Lora.rank(4),
                    Lora.rank(2).targets("plain", "gemm"),
                    Lora.rank(3).targets("turned", "first").rankPattern(Map.of("turned", 7)));

            assertRowsAreAsAlone(
                    base, INPUTS, Arrays.asList(bound.get(0), null, bound.get(1), bound.get(2), bound.get(1)));
        }
    }

    @Test
    void runRows_onMiniLm_givesEachRowItsOwnAdapter() throws IOException {
        try (BaseModel base = RealModelsTest.miniLm()) {
            List<BoundAdapter> bound = bind(
                    base,
                    Lora.rank(8).alpha(0.05).targets("attention.query", "attention.value"),
                    Lora.rank(8).alpha(0.05),
                    Lora.rank(2).alpha(0.05).targets("attention.key", "mlp.down"),
                    Lora.rank(16).alpha(0.05).targets("attention.query").rsLora(true));
            List<@Nullable BoundAdapter> rows =
                    Arrays.asList(bound.get(3), bound.get(0), null, bound.get(1), bound.get(2), bound.get(1));

            assertRowsAreAsAlone(base, tokens(base, rows.size(), 12), rows);
        }
    }

    private static Map<String, Tensor> tokens(BaseModel base, int rows, int length) {
        SplittableRandom random = new SplittableRandom(3);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        base.signature().inputs().forEach(port -> {
            long[][] values = new long[rows][length];
            for (long[] row : values) {
                Arrays.setAll(row, i -> switch (port.name()) {
                    case "input_ids" -> random.nextInt(1000, 30000);
                    case "attention_mask" -> 1;
                    default -> 0;
                });
            }
            inputs.put(port.name(), Tensor.of(values));
        });
        return inputs;
    }

    @Test
    void runRows_moreSetsOfModulesThanSessions_servesThemAll() {
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()))) {
            List<BoundAdapter> bound = bind(
                    base,
                    Lora.rank(1).targets("plain"),
                    Lora.rank(2).targets("gemm"),
                    Lora.rank(3).targets("turned"),
                    Lora.rank(4).targets("behind"),
                    Lora.rank(5).targets("constant"),
                    Lora.rank(6).targets("first", "plain"));

            assertRowsAreAsAlone(base, INPUTS, new ArrayList<>(bound.subList(0, ROWS)));
            assertRowsAreAsAlone(base, INPUTS, new ArrayList<>(bound.subList(1, ROWS + 1)));
        }
    }

    @Test
    void runRows_baseThatFoldsItsBatchAway_runsAdapterByAdapter() {
        Graph graph = TestModels.everyKind();
        graph.inputs().set(0, new io.adapt4j.runtime.onnx.graph.ValueInfo("folded", 1, List.of("batch", "2", "12")));
        graph.initializers()
                .put("flat", io.adapt4j.runtime.onnx.graph.TensorData.longs(new long[] {-1, TestModels.IN}, 2));
        graph.nodes()
                .add(0, new Node("fold", "Reshape", Graph.ONNX, List.of("folded", "flat"), List.of("x"), Map.of()));
        Map<String, Tensor> inputs = Map.of("folded", TestModels.tensor(new SplittableRandom(4), ROWS, 2, 12));
        try (BaseModel base = BaseModel.open(TestModels.bytes(graph))) {
            List<BoundAdapter> bound = bind(base, Lora.rank(4), Lora.rank(2).targets("plain"));

            assertRowsAreAsAlone(
                    base, inputs, Arrays.asList(bound.get(0), null, bound.get(1), bound.get(0), bound.get(1)));
        }
    }

    @Test
    void runRows_rowsThatDoNotFit_areRefused() {
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()))) {
            BoundAdapter bound = bind(base, Lora.rank(2)).get(0);
            AdaptedModel model = base.adapted();

            assertThatThrownBy(() -> model.runRows(INPUTS, List.of(bound, bound)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("2 rows");
            assertThatThrownBy(() -> model.runRows(INPUTS, List.of())).isInstanceOf(InvalidInputException.class);
            bound.close();
            assertThatThrownBy(() -> model.runRows(INPUTS, Arrays.asList(bound, null, null, null, null)))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("closed");
        }
    }
}
