package io.adapt4j.runtime.onnx.edit;

import io.adapt4j.TargetModule;
import io.adapt4j.runtime.engine.ModuleRoles;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the linear projections of a graph: every MatMul and Gemm of FLOATs whose right operand is a constant matrix,
 * directly or through Transpose, Identity, Cast and DequantizeLinear nodes; and every {@link QuantizedProduct}. Products with
 * the constant on the left, and Gemms that transpose their input, are not linear layers of the last dimension and are left
 * alone.
 *
 * <p>A module's path comes from the node's name, in which exporters keep it
 * ({@code /encoder/layer.0/attention/self/query/MatMul}), or else from the weight's name; what a quantiser
 * appended to either is left out. Two nodes with one path and one
 * weight are one module used twice; with two weights the second path gets a number.
 */
public final class TargetDiscovery {
    private final Graph graph;
    private final Map<String, Node> producers;
    private final Map<String, String> weightsByPath = new HashMap<>();

    private record Weight(String name, long[] dims, boolean transposed) {}

    private TargetDiscovery(Graph graph) {
        this.graph = graph;
        this.producers = graph.producers();
    }

    /** The targets of a graph, in the order of their nodes. */
    public static List<OnnxTarget> find(Graph graph) {
        TargetDiscovery discovery = new TargetDiscovery(graph);
        List<OnnxTarget> targets = new ArrayList<>();
        for (Node node : graph.nodes()) {
            QuantizedProduct quantized = QuantizedProduct.at(node, graph, discovery.producers);
            OnnxTarget target = quantized == null ? discovery.target(node) : discovery.target(quantized);
            if (target != null) {
                targets.add(target);
            }
        }
        return targets;
    }

    private @Nullable OnnxTarget target(Node node) {
        boolean gemm = node.opType().equals("Gemm");
        if (!node.domain().isEmpty() || !(gemm || node.opType().equals("MatMul"))) {
            return null;
        }
        if (gemm && node.longAttribute("transA", 0) != 0) {
            return null;
        }
        Weight weight = weight(node.input(1), gemm && node.longAttribute("transB", 0) != 0, false);
        if (weight == null || weight(node.input(0), false, false) != null) {
            return null;
        }
        int in = Math.toIntExact(weight.dims[weight.transposed ? 1 : 0]);
        int out = Math.toIntExact(weight.dims[weight.transposed ? 0 : 1]);
        String path = unique(path(node.name(), node.opType(), weight.name), weight.name);
        return new OnnxTarget(
                new TargetModule(path, ModuleRoles.of(path), in, out),
                node,
                node.input(0),
                node.output(),
                weight.name,
                weight.transposed,
                node.floatAttribute("alpha", 1),
                null);
    }

    private OnnxTarget target(QuantizedProduct product) {
        long[] dims = Objects.requireNonNull(graph.constantValue(product.weight(), producers))
                .dims();
        String name = without("_quant", product.multiply().name());
        String op = name.substring(name.lastIndexOf('/') + 1).startsWith("Gemm") ? "Gemm" : "MatMul";
        String path = unique(path(name, op, without("_quantized", product.weight())), product.weight());
        return new OnnxTarget(
                new TargetModule(path, ModuleRoles.of(path), Math.toIntExact(dims[0]), Math.toIntExact(dims[1])),
                product.last(),
                product.input(),
                product.last().output(),
                product.weight(),
                false,
                1,
                product);
    }

    /**
     * Follows a value to the constant matrix that it is.
     *
     * @param transposed whether the way so far transposes it
     * @param converted whether the way so far turns it into FLOAT
     */
    private @Nullable Weight weight(String value, boolean transposed, boolean converted) {
        TensorData constant = graph.constantValue(value, producers);
        if (constant != null) {
            boolean matrix = constant.dims().length == 2 && (converted || constant.elementType() == OnnxTypes.FLOAT);
            return matrix ? new Weight(value, constant.dims(), transposed) : null;
        }
        Node producer = producers.get(value);
        if (producer == null || !producer.domain().isEmpty()) {
            return null;
        }
        return switch (producer.opType()) {
            case "Identity" -> weight(producer.input(0), transposed, converted);
            case "Transpose" -> {
                long[] perm = producer.longsAttribute("perm", 1, 0);
                boolean swaps = perm.length == 2 && perm[0] == 1;
                yield weight(producer.input(0), swaps != transposed, converted);
            }
            case "Cast" -> {
                boolean toFloat = producer.longAttribute("to", 0) == OnnxTypes.FLOAT;
                yield converted || toFloat ? weight(producer.input(0), transposed, true) : null;
            }
            case "DequantizeLinear" -> {
                TensorData scale = graph.constantValue(producer.input(1), producers);
                boolean toFloat = scale != null && scale.elementType() == OnnxTypes.FLOAT;
                yield converted || toFloat ? weight(producer.input(0), transposed, true) : null;
            }
            default -> null;
        };
    }

    /** @param op how the last part of the node's name begins where it names the operator and not the module */
    private static String path(String node, String op, String weight) {
        String name = node.startsWith("/") ? node.substring(1) : node;
        int last = name.lastIndexOf('/');
        boolean endsWithOp = name.substring(last + 1).startsWith(op);
        String scope = endsWithOp ? name.substring(0, Math.max(0, last)) : name;
        if (!scope.isEmpty()) {
            return scope.replace('/', '.');
        }
        String fromWeight = weight.startsWith("/") ? weight.substring(1) : weight;
        return without(".weight", fromWeight).replace('/', '.').replace(':', '_');
    }

    private static String without(String ending, String name) {
        return name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : name;
    }

    private String unique(String path, String weight) {
        String candidate = path;
        for (int number = 1; !weightsByPath.getOrDefault(candidate, weight).equals(weight); number++) {
            candidate = path + "_" + number;
        }
        weightsByPath.put(candidate, weight);
        return candidate;
    }
}
