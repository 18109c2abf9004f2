package io.adapt4j.runtime.onnx.edit;

import io.adapt4j.TargetModule;
import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node that computes a target module, {@code y = alpha x W}, plus a bias where the node is a Gemm that has one. A module
 * that a model calls several times has several.
 *
 * @param module the module
 * @param node the MatMul or Gemm, or the last node of a quantised product
 * @param input the value {@code x [..., in]}
 * @param output the value {@code y [..., out]}
 * @param weight the initializer or Constant output that holds W, or that W is quantised to
 * @param transposed whether W is stored as {@code [out, in]}
 * @param alpha Gemm's factor, which a change of W is multiplied by as W itself is; 1 for MatMul
 * @param quantized the nodes of a quantised product; null where W is FLOAT
 */
public record OnnxTarget(
        TargetModule module,
        Node node,
        String input,
        String output,
        String weight,
        boolean transposed,
        double alpha,
        @Nullable QuantizedProduct quantized) {

    /**
     * Lets the module's product read another value and make another; the graph must be sorted afterwards.
     *
     * @param x the value to read in place of {@link #input}, or that
     * @param y the value to make in place of {@link #output}
     * @param biased false for a Gemm that is to add its bias no longer
     */
    public void rewire(Graph graph, String x, String y, boolean biased) {
        List<Node> product;
        if (quantized == null) {
            List<String> inputs = new ArrayList<>(node.inputs());
            inputs.set(inputs.indexOf(input), x);
            Node rewired = node.withInputs(inputs).withOutputs(List.of(y));
            product = List.of(biased ? rewired : withoutBias(rewired, graph.opset()));
        } else {
            product = x.equals(input) ? List.of(node.withOutputs(List.of(y))) : quantized.over(x, y, graph);
        }
        Node last = product.get(product.size() - 1);
        graph.nodes().replaceAll(other -> other.equals(node) ? last : other);
        graph.nodes().addAll(product.subList(0, product.size() - 1));
    }

    private static Node withoutBias(Node gemm, int opset) {
        // Before opset 11 a Gemm must have a third input.
        return opset < 11
                ? gemm.withAttribute("beta", Attribute.of(0f))
                : gemm.withInputs(gemm.inputs().subList(0, 2));
    }
}
