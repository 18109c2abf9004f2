package io.adapt4j.train.gradient;

import static java.util.Objects.requireNonNull;

import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets the backward pass compute values of the forward pass again in place of keeping them (Chen et al., "Training Deep Nets
 * with Sublinear Memory Cost", 2016).
 *
 * <p>The forward nodes are divided into segments where a single value connects what is before with what follows, as between the
 * parts of a transformer's layers. Those values are kept. For what the backward nodes of a segment read of it otherwise, its
 * nodes are added a second time. ONNX Runtime would compute both at once, and merge equal nodes; so the copies read what their
 * segment begins with through a Reshape to its own shape, plus zero times the size of the gradient that comes into the segment:
 * they are other nodes, and wait for that gradient. The last segment is not copied: its values are needed at once.
 */
final class Recomputation {
    private final GraphOps ops;
    private final Graph graph;
    private final Map<String, Node> producers;
    private final Map<String, Integer> segments = new HashMap<>();
    private final List<String> boundaries = new ArrayList<>();
    private final Map<String, String> gradients;
    private final Map<Node, Node> copies = new IdentityHashMap<>();
    private final Map<String, String> gated = new HashMap<>();
    private final Set<String> textual = new HashSet<>();

    private Recomputation(Graph graph, List<Node> forward, List<String> trainables, Map<String, String> gradients) {
        this.graph = graph;
        this.ops = new GraphOps(graph, OnnxTypes.FLOAT);
        this.producers = graph.producers();
        this.gradients = gradients;
        Set<String> parameters = new HashSet<>(trainables);
        graph.inputs().stream()
                .map(input -> input.name())
                .filter(name -> !parameters.contains(name))
                .forEach(textual::add);
        for (Node node : forward) {
            if (node.inputs().stream().anyMatch(textual::contains)) {
                textual.addAll(node.outputs());
            }
        }
    }

    /**
     * Edits a gradient graph.
     *
     * @param graph the forward nodes, followed by the backward ones
     * @param forward the forward nodes
     * @param active the values that depend on a trainable
     * @param gradients the gradients of values
     */
    static void apply(
            Graph graph,
            List<Node> forward,
            List<String> trainables,
            Set<String> active,
            Map<String, String> gradients) {
        Recomputation recomputation = new Recomputation(graph, forward, trainables, gradients);
        recomputation.divide(forward, active);
        recomputation.rewire(forward.size());
        graph.sort();
    }

    /** Numbers the segments; what is in none of them that are copied has no number. */
    private void divide(List<Node> forward, Set<String> active) {
        Map<String, Integer> uses = new HashMap<>();
        forward.forEach(node -> new HashSet<>(node.inputs()).forEach(input -> uses.merge(input, 1, Integer::sum)));
        Set<String> live = new HashSet<>();
        List<String> inner = new ArrayList<>();
        boolean product = false;
        for (Node node : forward) {
            for (String input : new HashSet<>(node.inputs())) {
                if (uses.merge(input, -1, Integer::sum) == 0) {
                    live.remove(input);
                }
            }
            for (String output : node.outputs()) {
                if (active.contains(output) && textual.contains(output)) {
                    inner.add(output);
                    if (uses.getOrDefault(output, 0) > 0) {
                        live.add(output);
                    }
                }
            }
            product |= node.opType().endsWith("MatMul") || node.opType().equals("Gemm");
            String end = live.size() == 1 ? live.iterator().next() : "";
            if (product && node.outputs().contains(end) && gradients.containsKey(end)) {
                inner.remove(end);
                inner.forEach(value -> segments.put(value, boundaries.size()));
                boundaries.add(end);
                inner.clear();
                product = false;
            }
        }
        segments.values().removeIf(segment -> segment >= boundaries.size() - 1);
    }

    private void rewire(int forwardNodes) {
        List<Node> backward = new ArrayList<>(
                graph.nodes().subList(forwardNodes, graph.nodes().size()));
        graph.nodes().subList(forwardNodes, graph.nodes().size()).clear();
        for (Node node : backward) {
            List<String> inputs = node.inputs().stream().map(this::again).toList();
            graph.nodes().add(node.withInputs(inputs));
        }
    }

    /** The copy of a value where it is to be computed again, else the value. */
    private String again(String value) {
        Integer segment = segments.get(value);
        Node producer = producers.get(value);
        if (segment == null || producer == null) {
            return value;
        }
        Node copy = copies.get(producer);
        if (copy == null) {
            List<String> inputs = new ArrayList<>();
            boolean begins = true;
            for (String input : producer.inputs()) {
                boolean within = segment.equals(segments.get(input));
                begins &= !within;
                inputs.add(within ? again(input) : input);
            }
            for (int i = 0; begins && i < inputs.size(); i++) {
                if (textual.contains(inputs.get(i))) {
                    inputs.set(i, gate(inputs.get(i), segment));
                    begins = false;
                }
            }
            List<String> outputs = producer.outputs().stream()
                    .map(output -> output.isEmpty() ? "" : graph.freshName("again " + output))
                    .toList();
            copy = new Node(
                    "again " + producer.name(),
                    producer.opType(),
                    producer.domain(),
                    inputs,
                    outputs,
                    producer.attributes());
            copies.put(producer, copy);
            graph.nodes().add(copy);
        }
        return copy.outputs().get(producer.outputs().indexOf(value));
    }

    /** The same value, which ONNX Runtime cannot have before the gradient that comes into a segment. */
    private String gate(String value, int segment) {
        return gated.computeIfAbsent(segment + " " + value, key -> {
            String gradient = requireNonNull(gradients.get(boundaries.get(segment)));
            String zero = ops.node("Mul", List.of(ops.size(gradient, 0), ops.longs(0)));
            return ops.node("Reshape", List.of(value, ops.add(ops.shape(value), zero)));
        });
    }
}
