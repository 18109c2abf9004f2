package io.adapt4j.runtime.onnx.graph;

import com.google.common.primitives.Floats;
import io.adapt4j.error.InvalidModelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A mutable ONNX graph with its constants. Nodes stand in topological order, as ONNX demands. Copies are cheap: nodes
 * and constants are immutable and shared. Not safe for use by several threads while it is edited.
 */
public final class Graph {
    /** Domain of ONNX's own operators. */
    public static final String ONNX = "";
    /** Domain of ONNX Runtime's further operators. */
    public static final String MICROSOFT = "com.microsoft";

    private final SortedMap<String, Long> opsets = new TreeMap<>();
    private final List<ValueInfo> inputs = new ArrayList<>();
    private final List<ValueInfo> outputs = new ArrayList<>();
    private final List<ValueInfo> hints = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, TensorData> initializers = new LinkedHashMap<>();
    private byte[] envelope = new byte[0];
    private int fresh;

    public Graph(Map<String, Long> opsets) {
        this.opsets.putAll(opsets);
    }

    /** A copy that can be edited without changing this one. */
    public Graph copy() {
        Graph copy = new Graph(opsets);
        copy.inputs.addAll(inputs);
        copy.outputs.addAll(outputs);
        copy.hints.addAll(hints);
        copy.nodes.addAll(nodes);
        copy.initializers.putAll(initializers);
        copy.envelope = envelope;
        copy.fresh = fresh;
        return copy;
    }

    /** What the file holds besides the graph as it is modelled here, in the file's own encoding; empty for a new graph. */
    public byte[] envelope() {
        return envelope;
    }

    public void envelope(byte[] newEnvelope) {
        envelope = newEnvelope;
    }

    /** Version of ONNX's own operator set. */
    public int opset() {
        return opsets.getOrDefault(ONNX, 1L).intValue();
    }

    /** Versions by domain. */
    public SortedMap<String, Long> opsets() {
        return opsets;
    }

    /** Declares a domain, unless it is declared already. */
    public void importOpset(String domain, long version) {
        opsets.putIfAbsent(domain, version);
    }

    public List<ValueInfo> inputs() {
        return inputs;
    }

    public List<ValueInfo> outputs() {
        return outputs;
    }

    /** What is known of the shapes of values between nodes. */
    public List<ValueInfo> hints() {
        return hints;
    }

    /** Tells what is known of the shapes of values; those that the graph does not have are passed by. */
    public void hint(List<ValueInfo> known) {
        Map<String, Node> producers = producers();
        known.stream().filter(value -> producers.containsKey(value.name())).forEach(hints::add);
    }

    /** The nodes, in topological order; the list can be edited. */
    public List<Node> nodes() {
        return nodes;
    }

    /** The constants by name; the map can be edited. */
    public Map<String, TensorData> initializers() {
        return initializers;
    }

    /** A value name that no one uses, starting with {@code hint}. */
    public String freshName(String hint) {
        return "adapt4j/" + hint + "_" + fresh++;
    }

    /** A constant under a fresh name. */
    public String constant(String hint, TensorData data) {
        String name = freshName(hint);
        initializers.put(name, data);
        return name;
    }

    /** The node that produces each value. */
    public Map<String, Node> producers() {
        Map<String, Node> producers = new HashMap<>();
        for (Node node : nodes) {
            for (String output : node.outputs()) {
                if (!output.isEmpty()) {
                    producers.put(output, node);
                }
            }
        }
        return producers;
    }

    /** The nodes that consume each value, in order. */
    public Map<String, List<Node>> consumers() {
        Map<String, List<Node>> consumers = new HashMap<>();
        for (Node node : nodes) {
            for (String input : new LinkedHashSet<>(node.inputs())) {
                consumers.computeIfAbsent(input, k -> new ArrayList<>()).add(node);
            }
        }
        return consumers;
    }

    /** The value of a name that is an initializer or the output of a Constant node, else null. */
    public @Nullable TensorData constantValue(String name, Map<String, Node> producers) {
        TensorData initializer = initializers.get(name);
        if (initializer != null) {
            return initializer;
        }
        Node producer = producers.get(name);
        if (producer == null || !producer.opType().equals("Constant")) {
            return null;
        }
        Attribute value = producer.attributes().get("value");
        if (value instanceof Attribute.OfTensor tensor) {
            return tensor.value();
        }
        if (producer.attributes().get("value_float") instanceof Attribute.OfFloat number) {
            return TensorData.floats(new float[] {number.value()});
        }
        if (producer.attributes().get("value_floats") instanceof Attribute.OfFloats numbers) {
            float[] values = Floats.toArray(numbers.values());
            return TensorData.floats(values, values.length);
        }
        if (producer.attributes().get("value_int") instanceof Attribute.OfLong number) {
            return TensorData.longs(new long[] {number.value()});
        }
        if (producer.attributes().get("value_ints") instanceof Attribute.OfLongs numbers) {
            long[] values = numbers.values().stream().mapToLong(Long::longValue).toArray();
            return TensorData.longs(values, values.length);
        }
        return null;
    }

    /** Removes the nodes and constants that no output depends on. */
    public void prune() {
        Map<String, Node> producers = producers();
        Deque<String> pending = new ArrayDeque<>();
        outputs.forEach(output -> pending.add(output.name()));
        Set<String> seen = new HashSet<>(pending);
        Set<Node> live = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean subgraphs = false;
        while (!pending.isEmpty()) {
            Node node = producers.get(pending.remove());
            if (node != null && live.add(node)) {
                subgraphs |= node.attributes().values().stream().anyMatch(Attribute.Opaque.class::isInstance);
                node.inputs().stream().filter(seen::add).forEach(pending::add);
            }
        }
        if (subgraphs) {
            return; // a sub-graph may refer to any outer value by name
        }
        nodes.removeIf(node -> !live.contains(node));
        initializers.keySet().removeIf(name -> !seen.contains(name));
    }

    /**
     * Puts nodes into topological order, keeping the given order where it can: each node is preceded by the nodes it
     * depends on, depth first.
     *
     * @throws InvalidModelException when the graph has a cycle
     */
    public void sort() {
        Map<String, Node> producers = producers();
        List<Node> given = List.copyOf(nodes);
        Set<Node> entered = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Node> sorted = Collections.newSetFromMap(new IdentityHashMap<>());
        nodes.clear();
        for (Node root : given) {
            Deque<Node> path = new ArrayDeque<>();
            path.push(root);
            while (!path.isEmpty()) {
                Node node = path.peek();
                Node missing = sorted.contains(node) ? null : unsortedInput(node, producers, sorted);
                if (missing != null) {
                    if (!entered.add(missing)) {
                        throw new InvalidModelException("The graph has a cycle through the node \"" + missing.name()
                                + "\" (" + missing.qualifiedOp() + ")");
                    }
                    path.push(missing);
                } else {
                    path.pop();
                    if (sorted.add(node)) {
                        nodes.add(node);
                    }
                }
            }
        }
    }

    private static @Nullable Node unsortedInput(Node node, Map<String, Node> producers, Set<Node> sorted) {
        for (String input : node.inputs()) {
            Node producer = producers.get(input);
            if (producer != null && !sorted.contains(producer)) {
                return producer;
            }
        }
        return null;
    }
}
