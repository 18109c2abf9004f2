package io.adapt4j.train.onnx;

import static java.util.Objects.requireNonNull;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A training graph cut in two, where what is trained begins. What comes before depends on a text alone and needs to be computed
 * once.
 *
 * <p>Values that cross the cut are FLOAT {@code [batch, sequence, ...]}, so that each text's part can be kept without padding. A
 * value of another form, such as attention weights, is computed in every step from values that have it; and so is what needs no
 * weights, such as the attention mask. The product of an adapted layer with its frozen weight crosses where its input is frozen.
 *
 * @param frozen makes the boundary values of the base's inputs
 * @param trained the rest, with the boundary values as inputs
 * @param boundaries the values that cross the cut
 */
record FrozenCut(Graph frozen, Graph trained, List<Boundary> boundaries) {
    /** A cache pays when it saves at least this share of the products of a forward pass. */
    private static final double WORTHWHILE = 0.125;

    /** What has at least so many elements is a weight, not a mere number. */
    private static final int SMALLEST_WEIGHT = 1024;

    private static final Set<String> PRODUCTS = Set.of("MatMul", "Gemm", "Conv", "FusedMatMul", "MatMulInteger");

    /**
     * A value that crosses the cut.
     *
     * @param name its name
     * @param dims the sizes of the dimensions after batch and sequence
     */
    record Boundary(String name, long[] dims) {

        /** The numbers that one token has. */
        int width() {
            long width = 1;
            for (long dim : dims) {
                width *= dim;
            }
            return Math.toIntExact(width);
        }
    }

    /**
     * Cuts a graph.
     *
     * @param graph a training graph
     * @param textInputs its inputs that are made of the texts alone
     * @param layout tells which values can cross the cut
     * @return empty where too little of the graph is frozen
     */
    static Optional<FrozenCut> of(Graph graph, Set<String> textInputs, TokenLayout layout) {
        boolean subgraphs = graph.nodes().stream()
                .flatMap(node -> node.attributes().values().stream())
                .anyMatch(Attribute.Opaque.class::isInstance);
        if (subgraphs) {
            return Optional.empty(); // which values a sub-graph reads is not known
        }
        Frozen frozen = Frozen.of(graph, textInputs);
        if (frozen.weighed.isEmpty()) {
            return Optional.empty();
        }
        List<Boundary> boundaries = boundaries(graph, frozen, layout);
        Graph trained = withInputs(graph, boundaries);
        double saved = 1 - (double) weights(trained) / weights(graph);
        return saved < WORTHWHILE
                ? Optional.empty()
                : Optional.of(new FrozenCut(withOutputs(graph, boundaries), trained, boundaries));
    }

    /**
     * The values that depend on no parameter.
     *
     * @param all all of them, constants included
     * @param weighed those that depend on a text through a weight
     */
    private record Frozen(Set<String> all, Set<String> weighed) {

        static Frozen of(Graph graph, Set<String> textInputs) {
            Set<String> all = new HashSet<>(graph.initializers().keySet());
            all.addAll(textInputs);
            all.add("");
            Set<String> textual = new HashSet<>(textInputs);
            Set<String> weighed = new HashSet<>();
            for (Node node : graph.nodes()) {
                if (all.containsAll(node.inputs())) {
                    all.addAll(node.outputs());
                    if (node.inputs().stream().anyMatch(textual::contains)) {
                        textual.addAll(node.outputs());
                        if (readsWeight(graph, node) || node.inputs().stream().anyMatch(weighed::contains)) {
                            weighed.addAll(node.outputs());
                        }
                    }
                }
            }
            return new Frozen(all, weighed);
        }
    }

    private static boolean readsWeight(Graph graph, Node node) {
        return node.inputs().stream().anyMatch(input -> isWeight(graph.initializers(), input));
    }

    private static boolean isWeight(Map<String, TensorData> initializers, String name) {
        TensorData data = initializers.get(name);
        return data != null && data.size() >= SMALLEST_WEIGHT;
    }

    /** Goes from what is trained towards the inputs, up to the first values that can cross. */
    private static List<Boundary> boundaries(Graph graph, Frozen frozen, TokenLayout layout) {
        Map<String, Node> producers = graph.producers();
        Set<String> seen = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            if (!frozen.all.containsAll(node.inputs())) {
                node.inputs().stream().filter(frozen.all::contains).forEach(seen::add);
            }
        }
        Deque<String> pending = new ArrayDeque<>(seen);
        List<Boundary> boundaries = new ArrayList<>();
        while (!pending.isEmpty()) {
            String value = pending.remove();
            Node producer = producers.get(value);
            if (producer == null) {
                continue;
            }
            Optional<long[]> dims = producer.outputs().size() == 1 && frozen.weighed.contains(value)
                    ? layout.perToken(value)
                    : Optional.empty();
            if (dims.isPresent()) {
                boundaries.add(new Boundary(value, dims.get()));
            } else {
                producer.inputs().stream().filter(seen::add).forEach(pending::add);
            }
        }
        return boundaries;
    }

    private static Graph withInputs(Graph graph, List<Boundary> boundaries) {
        Graph trained = graph.copy();
        Set<String> names = new HashSet<>();
        boundaries.forEach(boundary -> names.add(boundary.name()));
        trained.nodes().removeIf(node -> names.contains(node.output()));
        trained.prune();
        Set<String> read = trained.consumers().keySet();
        trained.inputs().removeIf(input -> !read.contains(input.name()));
        for (Boundary boundary : boundaries) {
            List<String> dims = new ArrayList<>(List.of("batch", "sequence"));
            for (long dim : boundary.dims()) {
                dims.add(Long.toString(dim));
            }
            trained.inputs().add(new ValueInfo(boundary.name(), OnnxTypes.FLOAT, dims));
        }
        return trained;
    }

    private static Graph withOutputs(Graph graph, List<Boundary> boundaries) {
        Graph frozen = graph.copy();
        frozen.outputs().clear();
        boundaries.forEach(boundary -> frozen.outputs().add(ValueInfo.untyped(boundary.name())));
        frozen.prune();
        Set<String> read = frozen.consumers().keySet();
        frozen.inputs().removeIf(input -> !read.contains(input.name()));
        return frozen;
    }

    /** The elements of the weights that products read, which their time is in proportion to. */
    private static long weights(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> PRODUCTS.contains(node.opType()))
                .flatMap(node -> node.inputs().stream())
                .filter(input -> isWeight(graph.initializers(), input))
                .mapToLong(
                        input -> requireNonNull(graph.initializers().get(input)).size())
                .sum();
    }
}
