package io.adapt4j.train.gradient.reference;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Evaluates graphs, node by node. */
public final class Interpreter {
    private Interpreter() {}

    /** The value of every name of the graph. */
    public static Map<String, Array> run(Graph graph, Map<String, Array> inputs) {
        Map<String, Array> values = new HashMap<>(inputs);
        graph.initializers().forEach((name, data) -> values.put(name, array(data)));
        for (Node node : graph.nodes()) {
            List<Array> operands = new ArrayList<>();
            for (String input : node.inputs()) {
                operands.add(input.isEmpty() ? null : values.get(input));
                if (!input.isEmpty() && values.get(input) == null) {
                    throw new IllegalStateException("No value " + input + " for " + node);
                }
            }
            List<Array> results = evaluate(node, operands, graph.opset());
            for (int i = 0; i < node.outputs().size(); i++) {
                values.put(node.outputs().get(i), results.get(i));
            }
        }
        return values;
    }

    static Array array(TensorData data) {
        if (data.elementType() == OnnxTypes.BOOL) {
            double[] flags = new double[(int) data.size()];
            for (int i = 0; i < flags.length; i++) {
                flags[i] = data.data().get(i);
            }
            return Array.of(data.dims(), flags);
        }
        if (data.elementType() == OnnxTypes.INT8 || data.elementType() == OnnxTypes.UINT8) {
            return Array.of(
                    data.dims(), Arrays.stream(data.toBytes()).asDoubleStream().toArray());
        }
        boolean floats = data.elementType() == OnnxTypes.FLOAT || data.elementType() == OnnxTypes.DOUBLE;
        double[] values = floats
                ? data.toDoubles()
                : Arrays.stream(data.toLongs()).asDoubleStream().toArray();
        return Array.of(data.dims(), values);
    }

    private static List<Array> evaluate(Node node, List<Array> x, int opset) {
        Array result = ElementwiseOps.evaluate(node, x);
        if (result == null) {
            result = LinearOps.evaluate(node, x);
        }
        if (result == null) {
            result = QuantizedOps.evaluate(node, x);
        }
        if (result == null) {
            result = ShapeOps.evaluate(node, x);
        }
        if (result != null) {
            return List.of(result);
        }
        return switch (node.opType()) {
            case "Softmax" -> List.of(softmax(node, x.get(0), opset));
            case "LogSoftmax" -> List.of(softmax(node, x.get(0), opset).map(Math::log));
            case "LayerNormalization" -> layerNorm(node, x);
            case "ReduceSum", "ReduceMean", "ReduceMax" -> List.of(reduce(node, x));
            case "DynamicQuantizeLinear" -> QuantizedOps.quantize(x.get(0));
            case "Split" -> ShapeOps.split(node, x);
            case "Constant" ->
                List.of(array(((Attribute.OfTensor) node.attributes().get("value")).value()));
            default -> throw new IllegalStateException("The interpreter has no " + node.qualifiedOp());
        };
    }

    /** Before operator set 13 all axes from the given one on are normalised together. */
    private static Array softmax(Node node, Array x, int opset) {
        int axis = x.axis(node.longAttribute("axis", opset < 13 ? 1 : -1));
        int last = opset < 13 ? x.rank() : axis + 1;
        int outer = Array.size(Arrays.copyOf(x.dims(), axis));
        int middle = Array.size(Arrays.copyOfRange(x.dims(), axis, last));
        int inner = Array.size(Arrays.copyOfRange(x.dims(), last, x.rank()));
        Array y = Array.zeros(x.dims());
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                double sum = 0;
                for (int m = 0; m < middle; m++) {
                    int at = (o * middle + m) * inner + i;
                    y.data()[at] = Math.exp(x.data()[at]);
                    sum += y.data()[at];
                }
                for (int m = 0; m < middle; m++) {
                    y.data()[(o * middle + m) * inner + i] /= sum;
                }
            }
        }
        return y;
    }

    private static List<Array> layerNorm(Node node, List<Array> inputs) {
        Array x = inputs.get(0);
        int axis = x.axis(node.longAttribute("axis", -1));
        int rows = Array.size(Arrays.copyOf(x.dims(), axis));
        int width = Array.size(Arrays.copyOfRange(x.dims(), axis, x.rank()));
        double epsilon = node.floatAttribute("epsilon", 1e-5f);
        long[] statDims = x.dims().clone();
        Arrays.fill(statDims, axis, statDims.length, 1);
        Array y = Array.zeros(x.dims());
        Array mean = Array.zeros(statDims);
        Array inverse = Array.zeros(statDims);
        for (int r = 0; r < rows; r++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < width; i++) {
                sum += x.data()[r * width + i];
            }
            mean.data()[r] = sum / width;
            for (int i = 0; i < width; i++) {
                squares += Math.pow(x.data()[r * width + i] - mean.data()[r], 2);
            }
            inverse.data()[r] = 1 / Math.sqrt(squares / width + epsilon);
            for (int i = 0; i < width; i++) {
                double normalized = (x.data()[r * width + i] - mean.data()[r]) * inverse.data()[r];
                double bias = inputs.size() > 2 ? inputs.get(2).data()[i] : 0;
                y.data()[r * width + i] = normalized * inputs.get(1).data()[i] + bias;
            }
        }
        return List.of(y, mean, inverse);
    }

    private static Array reduce(Node node, List<Array> inputs) {
        Array x = inputs.get(0);
        long[] axes = node.hasAttribute("axes")
                ? node.longsAttribute("axes")
                : inputs.size() > 1 ? inputs.get(1).longs() : new long[0];
        boolean[] reduced = new boolean[x.rank()];
        if (axes.length == 0) {
            if (node.longAttribute("noop_with_empty_axes", 0) != 0) {
                return x;
            }
            Arrays.fill(reduced, true);
        }
        for (long axis : axes) {
            reduced[x.axis(axis)] = true;
        }
        long[] kept = x.dims().clone();
        int count = 1;
        for (int i = 0; i < kept.length; i++) {
            if (reduced[i]) {
                count *= (int) kept[i];
                kept[i] = 1;
            }
        }
        boolean max = node.opType().equals("ReduceMax");
        Array y = Array.zeros(kept);
        if (max) {
            Arrays.fill(y.data(), Double.NEGATIVE_INFINITY);
        }
        int[] own = new int[kept.length];
        Array.forEach(x.dims(), index -> {
            for (int i = 0; i < own.length; i++) {
                own[i] = reduced[i] ? 0 : index[i];
            }
            int at = y.offset(own);
            y.data()[at] = max ? Math.max(y.data()[at], x.get(index)) : y.data()[at] + x.get(index);
        });
        int divisor = node.opType().equals("ReduceMean") ? count : 1;
        Array result = y.map(v -> v / divisor);
        if (node.longAttribute("keepdims", 1) != 0) {
            return result;
        }
        List<Long> dims = new ArrayList<>();
        for (int i = 0; i < kept.length; i++) {
            if (!reduced[i]) {
                dims.add(kept[i]);
            }
        }
        return result.reshape(dims.stream().mapToLong(Long::longValue).toArray());
    }
}
