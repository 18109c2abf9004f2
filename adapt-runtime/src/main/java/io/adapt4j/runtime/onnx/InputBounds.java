package io.adapt4j.runtime.onnx;

import io.adapt4j.runtime.engine.InputRule;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.runtime.onnx.ort.ElementTypes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a graph demands of its inputs: what it declares, and bounds that follow from its tables. */
final class InputBounds {
    /** Operators that pass a single number on. */
    private static final Set<String> PASSING = Set.of("Unsqueeze", "Squeeze", "Identity", "Cast", "Reshape");

    private final Map<String, ValueInfo> declared = new HashMap<>();
    /** For inputs that are row numbers of a table, the number of its rows. */
    private final Map<String, Long> tableRows = new HashMap<>();

    /** By the name of an input, the longest size that each of its dimensions may have; 0 where there is no bound. */
    private final Map<String, long[]> longest = new HashMap<>();

    private InputBounds(Graph graph) {
        graph.inputs().forEach(input -> declared.put(input.name(), input));
        for (Node node : graph.nodes()) {
            TensorData table = graph.initializers().get(node.input(0));
            if (node.opType().equals("Gather")
                    && table != null
                    && table.dims().length > 0
                    && node.longAttribute("axis", 0) == 0
                    && declared.containsKey(node.input(1))) {
                tableRows.merge(node.input(1), table.dims()[0], Math::min);
            }
        }
        Map<String, Node> producers = graph.producers();
        graph.nodes().stream()
                .filter(node -> node.opType().equals("Slice"))
                .forEach(slice -> boundBySlice(slice, graph, producers));
    }

    /** One rule for each input of a graph. */
    static List<InputRule> of(Graph graph) {
        InputBounds bounds = new InputBounds(graph);
        return graph.inputs().stream().map(bounds::rule).toList();
    }

    private InputRule rule(ValueInfo input) {
        return new InputRule(
                input.name(),
                ElementTypes.ofOnnx(input.elementType()),
                input.dims(),
                Arrays.stream(longest.getOrDefault(input.name(), new long[0]))
                        .boxed()
                        .toList(),
                tableRows.getOrDefault(input.name(), 0L));
    }

    /**
     * Position embeddings are made as {@code positions[:, 0:length]} of a constant of as many positions as the model
     * knows, with the length taken from the shape of an input, which must therefore not be longer.
     */
    private void boundBySlice(Node slice, Graph graph, Map<String, Node> producers) {
        TensorData positions = graph.constantValue(slice.input(0), producers);
        TensorData axes = graph.constantValue(slice.input(3), producers);
        Node size = sizeOfAnInput(slice.input(2), producers);
        if (positions == null || axes == null || axes.size() != 1 || size == null) {
            return;
        }
        TensorData index = graph.constantValue(size.input(1), producers);
        Node shape = Objects.requireNonNull(producers.get(size.input(0)));
        if (index == null || index.size() != 1) {
            return;
        }
        long axis = axes.toLongs()[0];
        long inputAxis = index.toLongs()[0];
        long[] bounds = longest.computeIfAbsent(
                shape.input(0),
                name -> new long
                        [Objects.requireNonNull(declared.get(name)).dims().size()]);
        if (axis >= 0 && axis < positions.dims().length && inputAxis >= 0 && inputAxis < bounds.length) {
            bounds[(int) inputAxis] = positions.dims()[(int) axis];
        }
    }

    /** The Gather that takes one element of an input's Shape, where that is what a value is, else null. */
    private @Nullable Node sizeOfAnInput(String value, Map<String, Node> producers) {
        Node node = producers.get(value);
        while (node != null && PASSING.contains(node.opType())) {
            node = producers.get(node.input(0));
        }
        Node shape = node == null || !node.opType().equals("Gather") ? null : producers.get(node.input(0));
        boolean found = shape != null && shape.opType().equals("Shape") && declared.containsKey(shape.input(0));
        return found ? node : null;
    }
}
