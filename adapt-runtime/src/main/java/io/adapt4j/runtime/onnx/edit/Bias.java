package io.adapt4j.runtime.onnx.edit;

import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the bias of a target is, which an exporter makes part of a Gemm or a sum that follows a MatMul.
 *
 * @param sum the node that adds the bias; null where the target is a Gemm that does so itself, or there is none
 * @param name the constant that holds the bias; empty where there is none
 * @param values FLOAT, as many numbers as the target has outputs; null where there is none
 * @param factor Gemm's factor of the bias
 */
public record Bias(
        @Nullable Node sum, String name, @Nullable TensorData values, double factor) {
    private static final Bias NONE = new Bias(null, "", null, 1);

    /** Whether the target itself adds the bias. */
    public boolean isOwn() {
        return sum == null && values != null;
    }

    /** The value that holds the target's result once the bias has been added. */
    public String output(OnnxTarget target) {
        return sum == null ? target.output() : sum.output();
    }

    /**
     * Finds the bias of a target.
     *
     * @param consumers the nodes that read each value of the graph
     */
    public static Bias of(OnnxTarget target, Graph graph, Map<String, List<Node>> consumers) {
        Node node = target.node();
        int size = target.module().outFeatures();
        if (node.opType().equals("Gemm")) {
            String c = node.input(2);
            TensorData row = graph.opset() >= 11 ? vector(graph, c, size) : null;
            return row == null ? NONE : new Bias(null, c, row, node.floatAttribute("beta", 1));
        }
        List<Node> users = consumers.getOrDefault(target.output(), List.of());
        boolean isOutput =
                graph.outputs().stream().anyMatch(output -> output.name().equals(target.output()));
        if (users.size() == 1 && !isOutput && users.get(0).qualifiedOp().equals("Add")) {
            for (String operand : users.get(0).inputs()) {
                TensorData row = vector(graph, operand, size);
                if (row != null) {
                    return new Bias(users.get(0), operand, row, 1);
                }
            }
        }
        return NONE;
    }

    private static @Nullable TensorData vector(Graph graph, String name, int size) {
        TensorData constant = graph.initializers().get(name);
        boolean fits = constant != null
                && constant.elementType() == OnnxTypes.FLOAT
                && constant.dims().length == 1
                && constant.dims()[0] == size;
        return fits ? constant : null;
    }
}
