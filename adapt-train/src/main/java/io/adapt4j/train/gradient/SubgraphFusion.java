package io.adapt4j.train.gradient;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replaces sub-graphs by one operator that has a better gradient: layer normalisation spelt out in nine nodes by
 * {@code LayerNormalization}, Gelu spelt out with Erf by {@code com.microsoft.Gelu}, quantised linear layers
 * ({@link QuantizedFusion}). ONNX Runtime has both in every
 * operator set, for FLOAT. Every LayerNormalization is made to output its mean and inverse deviation, which its gradient
 * needs.
 */
final class SubgraphFusion {
    private final Graph graph;
    private final ValueShapes shapes;
    private final Map<String, Node> producers;

    private SubgraphFusion(Graph graph, ValueShapes shapes) {
        this.graph = graph;
        this.shapes = shapes;
        this.producers = graph.producers();
    }

    static void apply(Graph graph, ValueShapes shapes) {
        SubgraphFusion fusion = new SubgraphFusion(graph, shapes);
        graph.nodes().replaceAll(node -> {
            Node norm = fusion.layerNorm(node);
            Node gelu = norm == null ? fusion.gelu(node) : null;
            Node product = QuantizedFusion.product(node, graph, fusion.producers);
            return fusion.withStatistics(norm != null ? norm : gelu != null ? gelu : product != null ? product : node);
        });
        graph.prune();
    }

    /** {@code y = (x - mean(x)) / sqrt(mean((x - mean(x))^2) + eps) * weight + bias}, recognised at its last node. */
    private @Nullable Node layerNorm(Node last) {
        Operands bias = operands(last, "Add");
        Operands weight = bias == null ? null : operands(producers.get(bias.variable), "Mul");
        Node normalized = weight == null ? null : producers.get(weight.variable);
        if (bias == null
                || weight == null
                || normalized == null
                || !normalized.opType().equals("Div")) {
            return null;
        }
        Node centred = producer(normalized.input(0), "Sub");
        Node deviation = producer(normalized.input(1), "Sqrt");
        Operands epsilon = deviation == null ? null : operands(producers.get(deviation.input(0)), "Add");
        Node variance = epsilon == null ? null : producer(epsilon.variable, "ReduceMean");
        if (centred == null || epsilon == null || variance == null || epsilon.constant.size() != 1) {
            return null;
        }
        String x = centred.input(0);
        boolean fits = isMeanOf(centred.input(1), x)
                && isSquareOfCentred(variance.input(0), x)
                && isLastAxis(variance, x)
                && isRow(weight.constant, x)
                && isRow(bias.constant, x);
        if (!fits) {
            return null;
        }
        return new Node(
                last.name(),
                "LayerNormalization",
                Graph.ONNX,
                List.of(x, weight.constantName, bias.constantName),
                last.outputs(),
                Map.of(
                        "axis", Attribute.of(-1L),
                        "epsilon", Attribute.of((float) epsilon.constant.toDoubles()[0])));
    }

    private boolean isMeanOf(String value, String x) {
        Node mean = producer(value, "ReduceMean");
        return mean != null && mean.input(0).equals(x) && isLastAxis(mean, x);
    }

    private boolean isSquareOfCentred(String value, String x) {
        Node square = producers.get(value);
        if (square == null) {
            return false;
        }
        Node centred = producer(square.input(0), "Sub");
        boolean squares = square.opType().equals("Mul")
                ? square.input(0).equals(square.input(1))
                : square.opType().equals("Pow") && isScalar(square.input(1), 2);
        return squares && centred != null && centred.input(0).equals(x) && isMeanOf(centred.input(1), x);
    }

    private boolean isLastAxis(Node reduce, String x) {
        TensorData input = reduce.inputs().size() > 1 ? graph.constantValue(reduce.input(1), producers) : null;
        long[] axes = input != null ? input.toLongs() : reduce.longsAttribute("axes");
        return axes.length == 1
                && (axes[0] == -1 || axes[0] == shapes.of(x).length - 1)
                && reduce.longAttribute("keepdims", 1) == 1;
    }

    private boolean isRow(TensorData constant, String x) {
        long[] shape = shapes.of(x);
        return constant.elementType() == OnnxTypes.FLOAT
                && constant.dims().length == 1
                && constant.dims()[0] == shape[shape.length - 1];
    }

    /** {@code y = 0.5 x (1 + erf(x / sqrt(2)))}, in either order of the products, recognised at its last node. */
    private @Nullable Node gelu(Node last) {
        if (!last.opType().equals("Mul") || !last.domain().isEmpty()) {
            return null;
        }
        String x = null;
        Operands half = operands(last, "Mul");
        if (half != null && isScalar(half.constantName, 0.5)) {
            Node product = producer(half.variable, "Mul");
            if (product != null) {
                x = geluInput(product.input(0), product.input(1));
            }
        } else {
            for (int i = 0; i < 2 && x == null; i++) {
                Operands halved = operands(producers.get(last.input(i)), "Mul");
                if (halved != null && isScalar(halved.constantName, 0.5)) {
                    x = geluInput(halved.variable, last.input(1 - i));
                }
            }
        }
        return x == null ? null : new Node(last.name(), "Gelu", Graph.MICROSOFT, List.of(x), last.outputs(), Map.of());
    }

    /** The x of {@code x (1 + erf(x / sqrt(2)))}, given the factors in either order. */
    private @Nullable String geluInput(String a, String b) {
        for (String[] factors : new String[][] {{a, b}, {b, a}}) {
            Operands shifted = operands(producers.get(factors[1]), "Add");
            Node erf = shifted != null && isScalar(shifted.constantName, 1) ? producer(shifted.variable, "Erf") : null;
            Node scaled = erf == null ? null : producers.get(erf.input(0));
            if (scaled != null && scaled.input(0).equals(factors[0])) {
                boolean fits = (scaled.opType().equals("Div") && isScalar(scaled.input(1), Math.sqrt(2)))
                        || (scaled.opType().equals("Mul") && isScalar(scaled.input(1), Math.sqrt(0.5)));
                if (fits) {
                    graph.importOpset(Graph.MICROSOFT, 1);
                    return factors[0];
                }
            }
        }
        return null;
    }

    private Node withStatistics(Node node) {
        if (!node.opType().equals("LayerNormalization") || node.outputs().size() == 3) {
            return node;
        }
        String x = node.input(0);
        return node.withOutputs(
                List.of(node.output(), graph.freshName("mean of " + x), graph.freshName("inverse deviation of " + x)));
    }

    private record Operands(String variable, String constantName, TensorData constant) {}

    /** The operands of a commutative node of which one is constant. */
    private @Nullable Operands operands(@Nullable Node node, String op) {
        if (node == null || !node.opType().equals(op) || !node.domain().isEmpty()) {
            return null;
        }
        for (int i = 0; i < 2; i++) {
            TensorData constant = graph.constantValue(node.input(i), producers);
            if (constant != null) {
                return new Operands(node.input(1 - i), node.input(i), constant);
            }
        }
        return null;
    }

    private @Nullable Node producer(String value, String op) {
        Node producer = producers.get(value);
        return producer != null && producer.opType().equals(op) ? producer : null;
    }

    private boolean isScalar(String value, double expected) {
        TensorData constant = graph.constantValue(value, producers);
        return constant != null
                && constant.size() == 1
                && (constant.elementType() == OnnxTypes.FLOAT || constant.elementType() == OnnxTypes.DOUBLE)
                && Math.abs(constant.toDoubles()[0] - expected) < 1e-5;
    }
}
