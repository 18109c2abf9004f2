package io.adapt4j.train.gradient;

import io.adapt4j.runtime.onnx.edit.QuantizedProduct;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a {@link QuantizedProduct}, which is differentiated as a whole: {@code com.microsoft.DynamicQuantizeMatMul} computes
 * the same, and its gradient passes straight through the rounding of its input.
 */
final class QuantizedFusion {
    static final String OP = "DynamicQuantizeMatMul";

    private QuantizedFusion() {}

    /** The one operator for the product that ends at a node; null where none does. */
    static @Nullable Node product(Node last, Graph graph, Map<String, Node> producers) {
        QuantizedProduct product = QuantizedProduct.at(last, graph, producers);
        if (product == null) {
            return null;
        }
        graph.importOpset(Graph.MICROSOFT, 1);
        List<String> inputs = product.zeroPoint().isEmpty()
                ? List.of(product.input(), product.weight(), product.scale())
                : List.of(product.input(), product.weight(), product.scale(), product.zeroPoint());
        return new Node(last.name(), OP, Graph.MICROSOFT, inputs, last.outputs(), Map.of());
    }
}
