package io.adapt4j.train.gradient.reference;

import io.adapt4j.runtime.onnx.graph.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Products with quantised weights, whose other operand is not rounded: a byte may hold any number, so that its scale is one and its
 * zero point zero. These are the functions whose gradients the straight-through rules give.
 */
final class QuantizedOps {
    private QuantizedOps() {}

    static @Nullable Array evaluate(Node node, List<Array> x) {
        return switch (node.opType()) {
            case "MatMulInteger" -> product(without(x, 0, 2), without(x, 1, 3), null);
            case "DynamicQuantizeMatMul" ->
                product(x.get(0), without(x, 1, 3).zip(x.get(2), (a, b) -> a * b), operand(x, 4));
            default -> null;
        };
    }

    static List<Array> quantize(Array x) {
        return List.of(x, Array.of(new long[0], 1), Array.of(new long[0], 0));
    }

    private static @Nullable Array operand(List<Array> x, int index) {
        return index < x.size() ? x.get(index) : null;
    }

    private static Array without(List<Array> x, int index, int zeroPoint) {
        Array zero = operand(x, zeroPoint);
        return zero == null ? x.get(index) : x.get(index).zip(zero, (a, b) -> a - b);
    }

    private static Array product(Array a, Array b, @Nullable Array bias) {
        Array y = LinearOps.matMul(a, b);
        return bias == null ? y : y.zip(bias, Double::sum);
    }
}
