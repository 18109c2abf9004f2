package io.adapt4j.runtime.onnx.edit;

import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer as a dynamic quantiser spells it out: {@code y = (q(x) - z) (Wq - zw) * (s * sw)}, where
 * DynamicQuantizeLinear makes {@code q(x)}, z and s of x, MatMulInteger multiplies integers, a Cast makes FLOAT of the product, and
 * a Mul scales it. One DynamicQuantizeLinear may serve several products. Up to the rounding of x it is {@code y = x W} with
 * {@code W = (Wq - zw) * sw}.
 *
 * @param quantize the DynamicQuantizeLinear
 * @param multiply the MatMulInteger
 * @param cast the Cast
 * @param scales the Mul of both scales
 * @param last the Mul that makes y
 * @param scale the constant sw, FLOAT, one number or {@code [out]}
 * @param zeroPoint the constant zw, of Wq's type, one number or {@code [out]}; empty for zero
 */
public record QuantizedProduct(
        Node quantize, Node multiply, Node cast, Node scales, Node last, String scale, String zeroPoint) {

    /** Recognises a product at its last node; null where that is the end of something else. */
    public static @Nullable QuantizedProduct at(Node last, Graph graph, Map<String, Node> producers) {
        if (!last.qualifiedOp().equals("Mul")) {
            return null;
        }
        for (int i = 0; i < 2; i++) {
            Node cast = producer(last.input(i), "Cast", producers);
            Node scales = producer(last.input(1 - i), "Mul", producers);
            Node multiply = cast == null ? null : producer(cast.input(0), "MatMulInteger", producers);
            Node quantize = multiply == null ? null : producer(multiply.input(0), "DynamicQuantizeLinear", producers);
            if (cast != null && scales != null && multiply != null && quantize != null) {
                return of(quantize, multiply, cast, scales, last, graph, producers);
            }
        }
        return null;
    }

    private static @Nullable Node producer(String value, String op, Map<String, Node> producers) {
        Node producer = producers.get(value);
        return producer != null && producer.qualifiedOp().equals(op) ? producer : null;
    }

    private static @Nullable QuantizedProduct of(
            Node quantize, Node multiply, Node cast, Node scales, Node last, Graph graph, Map<String, Node> producers) {
        if (quantize.outputs().size() < 3) {
            return null;
        }
        int own = scales.inputs().indexOf(quantize.outputs().get(1));
        boolean joined = quantize.outputs().get(0).equals(multiply.input(0))
                && quantize.outputs().get(2).equals(multiply.input(2))
                && cast.longAttribute("to", 0) == OnnxTypes.FLOAT;
        if (own < 0 || !joined) {
            return null;
        }
        String scale = scales.input(1 - own);
        String zeroPoint = multiply.input(3);
        TensorData weight = graph.constantValue(multiply.input(1), producers);
        boolean fits = weight != null
                && weight.dims().length == 2
                && (weight.elementType() == OnnxTypes.INT8 || weight.elementType() == OnnxTypes.UINT8)
                && isPerColumn(graph.constantValue(scale, producers), OnnxTypes.FLOAT, weight)
                && (zeroPoint.isEmpty()
                        || isPerColumn(graph.constantValue(zeroPoint, producers), weight.elementType(), weight));
        return fits ? new QuantizedProduct(quantize, multiply, cast, scales, last, scale, zeroPoint) : null;
    }

    /** Whether a constant is one number, or one for each column of the weight. */
    private static boolean isPerColumn(@Nullable TensorData constant, int type, TensorData weight) {
        return constant != null
                && constant.elementType() == type
                && (constant.size() == 1 || (constant.dims().length == 1 && constant.size() == weight.dims()[1]));
    }

    /** The value x, FLOAT. */
    public String input() {
        return quantize.input(0);
    }

    /** The constant Wq {@code [in, out]}, INT8 or UINT8. */
    public String weight() {
        return multiply.input(1);
    }

    /** The nodes of the same product of another value, of which the last makes {@code output}. */
    public List<Node> over(String input, String output, Graph graph) {
        List<String> quantized = fresh(quantize, graph);
        List<String> product = fresh(multiply, graph);
        List<String> floats = fresh(cast, graph);
        List<String> factor = fresh(scales, graph);
        List<String> operands = new ArrayList<>(multiply.inputs());
        operands.set(0, quantized.get(0));
        operands.set(2, quantized.get(2));
        return List.of(
                copy(quantize, List.of(input), quantized),
                copy(multiply, operands, product),
                copy(cast, product, floats),
                copy(scales, List.of(quantized.get(1), scale), factor),
                copy(last, List.of(floats.get(0), factor.get(0)), List.of(output)));
    }

    /** The same operation under another name, for names of nodes are unique. */
    private static Node copy(Node node, List<String> inputs, List<String> outputs) {
        return new Node(outputs.get(0), node.opType(), node.domain(), inputs, outputs, node.attributes());
    }

    private static List<String> fresh(Node node, Graph graph) {
        return node.outputs().stream().map(graph::freshName).toList();
    }

    /** W, FLOAT {@code [in, out]}. */
    public TensorData dequantized(Graph graph) {
        Map<String, Node> producers = graph.producers();
        TensorData weight = constant(weight(), graph, producers);
        int[] q = weight.toBytes();
        int[] zero = zeroPoint.isEmpty()
                ? new int[1]
                : constant(zeroPoint, graph, producers).toBytes();
        double[] factor = constant(scale, graph, producers).toDoubles();
        int out = Math.toIntExact(weight.dims()[1]);
        float[] values = new float[q.length];
        for (int i = 0; i < values.length; i++) {
            int column = i % out;
            values[i] = (q[i] - zero[zero.length == 1 ? 0 : column]) * (float) factor[factor.length == 1 ? 0 : column];
        }
        return TensorData.floats(values, weight.dims());
    }

    private static TensorData constant(String name, Graph graph, Map<String, Node> producers) {
        return Objects.requireNonNull(graph.constantValue(name, producers), name);
    }
}
