package io.adapt4j.runtime.onnx.edit;

import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the biases of a graph's targets: a constant row, {@code [out]} or {@code [1, ..., out]}, that a Gemm adds itself, or that an
 * Add, which alone reads the product, adds to it.
 *
 * <p>Elsewhere a target has no bias if nothing looks like one: a Gemm without a third input, or a product that, on its own or in another
 * form, meets no constant of {@code out} numbers in a sum, and none that the graph computes of constants, of which the size is not known here. What
 * operators of other domains do with a constant row is not known either; they may add it, as ONNX Runtime's FastGelu does.
 */
public final class BiasDiscovery {
    private static final Set<String> SUMS = Set.of("Add", "Sub", "Sum");
    /** Operators that hand their first input on in another form. */
    private static final Set<String> FORMS = Set.of(
            "Cast",
            "DequantizeLinear",
            "Dropout",
            "Flatten",
            "Identity",
            "QuantizeLinear",
            "Reshape",
            "Squeeze",
            "Transpose",
            "Unsqueeze");

    private final Graph graph;
    private final Map<String, Node> producers;
    private final Map<String, List<Node>> consumers;

    /** @param graph is looked at as it is now, whatever is done to it later */
    public BiasDiscovery(Graph graph) {
        this.graph = graph;
        this.producers = graph.producers();
        this.consumers = graph.consumers();
    }

    /** The bias of a target. */
    public Bias of(OnnxTarget target) {
        Node node = target.node();
        int size = target.module().outFeatures();
        String own = node.input(2);
        if (!own.isEmpty()) {
            TensorData row = row(own, size);
            return row == null ? Bias.NOT_FOUND : new Bias(null, own, row, node.floatAttribute("beta", 1), true);
        }
        Node reader = onlyReader(target.output());
        if (reader != null && reader.qualifiedOp().equals("Add")) {
            for (String operand : reader.inputs()) {
                TensorData row = row(operand, size);
                if (row != null) {
                    return new Bias(reader, operand, row, 1, true);
                }
            }
        }
        return meetsConstant(target.output(), size) ? Bias.NOT_FOUND : Bias.NONE;
    }

    private @Nullable Node onlyReader(String value) {
        List<Node> readers = readers(value);
        boolean isOutput =
                graph.outputs().stream().anyMatch(output -> output.name().equals(value));
        return readers.size() == 1 && !isOutput ? readers.get(0) : null;
    }

    private List<Node> readers(String value) {
        return consumers.getOrDefault(value, List.of());
    }

    private @Nullable TensorData row(String value, int size) {
        Node producer = producers.get(value);
        if (producer != null && producer.qualifiedOp().equals("Identity")) {
            return row(producer.input(0), size);
        }
        TensorData constant = graph.constantValue(value, producers);
        boolean fits = constant != null
                && constant.elementType() == OnnxTypes.FLOAT
                && constant.size() == size
                && constant.dims().length > 0
                && constant.dims()[constant.dims().length - 1] == size;
        return fits ? constant : null;
    }

    /** Whether a constant that might be a bias is added to a value, as far as can be told. */
    private boolean meetsConstant(String value, int size) {
        for (Node reader : readers(value)) {
            boolean known = reader.domain().isEmpty();
            if (known && FORMS.contains(reader.opType()) && reader.input(0).equals(value)) {
                if (meetsConstant(reader.output(), size)) {
                    return true;
                }
            } else if (!known || SUMS.contains(reader.opType())) {
                for (String operand : reader.inputs()) {
                    TensorData constant = constantBehind(operand);
                    if (constant == null
                            ? isComputedOfConstants(operand)
                            : known ? constant.size() == size : constant.dims().length == 1) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Whether a value is made by nodes, and of no input of the graph. */
    private boolean isComputedOfConstants(String value) {
        Deque<String> pending = new ArrayDeque<>(List.of(value));
        Set<String> seen = new HashSet<>(pending);
        while (!pending.isEmpty()) {
            String next = pending.remove();
            Node producer = producers.get(next);
            if (producer == null && !graph.initializers().containsKey(next)) {
                return false;
            }
            if (producer != null) {
                producer.inputs().stream()
                        .filter(input -> !input.isEmpty() && seen.add(input))
                        .forEach(pending::add);
            }
        }
        return true;
    }

    private @Nullable TensorData constantBehind(String value) {
        Node producer = producers.get(value);
        boolean form = producer != null && producer.domain().isEmpty() && FORMS.contains(producer.opType());
        return producer != null && form ? constantBehind(producer.input(0)) : graph.constantValue(value, producers);
    }
}
