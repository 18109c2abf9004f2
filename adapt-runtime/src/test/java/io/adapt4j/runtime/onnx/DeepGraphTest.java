package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.BaseModel;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeepGraphTest {
    private static final int DEPTH = 20_000;

    /** A chain that ONNX Runtime cannot load on a Java thread's stack: the process would end here. */
    @Test
    void run_chainOfManyNodes_isAnswered() {
        Graph graph = new Graph(Map.of(Graph.ONNX, 17L));
        graph.inputs().add(new ValueInfo("x0", OnnxTypes.FLOAT, List.of("1")));
        double expected = 1;
        for (int i = 0; i < DEPTH; i++) {
            graph.nodes().add(new Node("", "Sin", Graph.ONNX, List.of("x" + i), List.of("x" + (i + 1)), Map.of()));
            expected = Math.sin(expected);
        }
        graph.outputs().add(new ValueInfo("x" + DEPTH, OnnxTypes.FLOAT, List.of("1")));
        try (BaseModel base = BaseModel.open(TestModels.bytes(graph))) {
            Map<String, Tensor> outputs = base.run(Map.of("x0", Tensor.of(new float[] {1}, 1)));
            assertThat((double) outputs.get("x" + DEPTH).toFloatArray()[0]).isCloseTo(expected, within(1e-4));
        }
    }
}
