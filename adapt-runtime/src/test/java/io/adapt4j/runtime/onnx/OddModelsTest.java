package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl;
import io.adapt4j.BaseModel;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.runtime.kit.EveryKind;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Models that say things in ways of their own, or wrongly. */
class OddModelsTest {
    private static final Map<String, Tensor> INPUTS =
            Map.of("x", TestAdapters.tensor(new SplittableRandom(1), 3, EveryKind.IN));

    @Test
    void run_dimensionsOfMinusOne_areOfAnySize() throws Exception {
        byte[] bytes = TestModels.bytes(TestModels.everyKind());
        OnnxMl.ModelProto.Builder model = OnnxMl.ModelProto.parseFrom(bytes).toBuilder();
        model.getGraphBuilder()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilderList()
                .forEach(dim -> dim.setDimValue(-1));
        try (BaseModel named = BaseModel.open(bytes);
                BaseModel unnamed = BaseModel.open(model.build().toByteArray())) {
            assertThat(unnamed.signature().inputs().get(0).shape().getShape()).containsExactly(-1, -1);
            assertThat(unnamed.run(INPUTS)).isEqualTo(named.run(INPUTS));
        }
    }

    @Test
    void run_gatherFromANumber_failsTyped() {
        Graph graph = TestModels.everyKind();
        graph.inputs().add(new ValueInfo("ids", OnnxTypes.INT64, List.of("batch")));
        graph.initializers().put("number", TensorData.floats(new float[] {1}));
        graph.nodes().add(new Node("gather", "Gather", Graph.ONNX, List.of("number", "ids"), List.of("row"), Map.of()));
        graph.outputs().add(new ValueInfo("row", OnnxTypes.FLOAT, List.of("batch")));
        try (BaseModel base = BaseModel.open(TestModels.bytes(graph))) {
            Map<String, Tensor> inputs = Map.of("x", INPUTS.get("x"), "ids", Tensor.of(new long[3], 3));

            assertThatThrownBy(() -> base.run(inputs)).isInstanceOf(InvalidModelException.class);
        }
    }

    @Test
    void open_nodeWithoutOutputs_failsTyped() {
        Graph graph = TestModels.everyKind();
        graph.nodes().add(new Node("lost", "Relu", Graph.ONNX, List.of("x"), List.of(), Map.of()));
        byte[] bytes = TestModels.bytes(graph);

        assertThatThrownBy(() -> BaseModel.open(bytes))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("Relu node \"lost\"");
    }

    @Test
    void open_axesThatAreFractions_failsTyped() {
        Graph graph = TestModels.everyKind();
        graph.initializers().put("positions", TensorData.longs(new long[8], 1, 8));
        graph.initializers().put("zero", TensorData.longs(new long[] {0}, 1));
        graph.initializers().put("axis", TensorData.floats(new float[] {1}, 1));
        graph.nodes().add(new Node("shape", "Shape", Graph.ONNX, List.of("x"), List.of("size"), Map.of()));
        graph.nodes().add(new Node("length", "Gather", Graph.ONNX, List.of("size", "zero"), List.of("end"), Map.of()));
        graph.nodes()
                .add(new Node(
                        "slice",
                        "Slice",
                        Graph.ONNX,
                        List.of("positions", "zero", "end", "axis"),
                        List.of("known"),
                        Map.of()));
        byte[] bytes = TestModels.bytes(graph);

        assertThatThrownBy(() -> BaseModel.open(bytes))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("INT64 or INT32");
    }
}
