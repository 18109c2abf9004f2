package io.adapt4j.train.gradient;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A graph that computes a loss and its gradients.
 *
 * <p>It is made by reverse-mode differentiation. First, sub-graphs that are better differentiated whole are replaced by
 * one operator ({@link SubgraphFusion}). Then the values that depend on a trainable input are marked; only they get
 * gradients. The nodes are walked backwards from the loss; each node's rule ({@link GradientRules}) turns the gradients
 * of its outputs into gradients of its inputs. A value that several nodes use gets their sum. Where an operator
 * broadcast an input, the walker sums the gradient over the broadcast axes, so that rules need not.
 *
 * @param graph the forward graph with the backward nodes; its outputs are the loss and the gradients
 * @param loss the value that holds the loss
 * @param gradients for each trainable input, the value that holds its gradient
 */
public record GradientGraph(Graph graph, String loss, Map<String, String> gradients) {

    /**
     * Differentiates a graph.
     *
     * @param forward the graph; it is not changed
     * @param loss a scalar value of the graph
     * @param trainables inputs of the graph, FLOAT or DOUBLE
     * @param shapes the shapes of the graph's values
     * @throws UnsupportedFeatureException when an operator between a trainable and the loss has no rule, naming it, or
     *     the loss does not depend on a trainable
     */
    public static GradientGraph build(Graph forward, String loss, List<String> trainables, ValueShapes shapes) {
        return build(forward, loss, trainables, shapes, Set.of(), false);
    }

    /**
     * As {@link #build(Graph, String, List, ValueShapes)}.
     *
     * @param detached values through which no gradient flows
     * @param recompute whether the backward nodes compute values of the forward pass again ({@link Recomputation})
     */
    public static GradientGraph build(
            Graph forward,
            String loss,
            List<String> trainables,
            ValueShapes shapes,
            Set<String> detached,
            boolean recompute) {
        Graph graph = forward.copy();
        SubgraphFusion.apply(graph, shapes);
        return new Walk(graph, trainables, shapes, detached).run(loss, trainables, recompute);
    }

    /** The state of one walk. */
    private static final class Walk {
        private final Graph graph;
        private final ValueShapes shapes;
        private final Set<String> detached;
        private final GraphOps ops;
        private final Map<String, Node> producers;
        private final Set<String> active = new HashSet<>();
        private final Map<String, String> gradients = new HashMap<>();

        Walk(Graph graph, List<String> trainables, ValueShapes shapes, Set<String> detached) {
            this.graph = graph;
            this.detached = detached;
            this.shapes = shapes;
            int type = graph.inputs().stream()
                    .filter(input -> trainables.contains(input.name()))
                    .mapToInt(ValueInfo::elementType)
                    .findFirst()
                    .orElseThrow(() ->
                            new UnsupportedFeatureException("None of " + trainables + " is an input of the graph"));
            this.ops = new GraphOps(graph, type == OnnxTypes.DOUBLE ? OnnxTypes.DOUBLE : OnnxTypes.FLOAT);
            this.producers = graph.producers();
        }

        GradientGraph run(String loss, List<String> trainables, boolean recompute) {
            List<Node> forward = List.copyOf(graph.nodes());
            markActive(forward, trainables);
            gradients.put(loss, ops.scalar(1));
            for (int i = forward.size() - 1; i >= 0; i--) {
                Node node = forward.get(i);
                if (node.outputs().stream().anyMatch(o -> gradients.containsKey(o) && active.contains(o))) {
                    visit(node);
                }
            }
            if (recompute) {
                Recomputation.apply(graph, forward, trainables, active, gradients);
            }
            Map<String, String> results = new LinkedHashMap<>();
            graph.outputs().removeIf(output -> !output.name().equals(loss));
            for (String trainable : trainables) {
                String gradient = gradients.get(trainable);
                if (gradient == null) {
                    throw new UnsupportedFeatureException(
                            "The loss does not depend on \"" + trainable + "\": its gradient would always be zero");
                }
                String named = "adapt4j.gradient." + trainable;
                // ONNX Runtime goes through a graph from its last outputs and removes Identity: so the gradients are
                // computed from the last layer to the first, each as soon as it can be, and what it is made of is
                // freed.
                String shape = ops.longs(new long[shapes.of(trainable).length]);
                graph.nodes()
                        .add(new Node(
                                named, "Reshape", Graph.ONNX, List.of(gradient, shape), List.of(named), Map.of()));
                graph.outputs().add(new ValueInfo(named, ops.floatType(), dims(trainable)));
                results.put(trainable, named);
            }
            graph.prune();
            return new GradientGraph(graph, loss, results);
        }

        private List<String> dims(String value) {
            List<String> dims = new ArrayList<>();
            for (long dim : shapes.of(value)) {
                dims.add(Long.toString(dim));
            }
            return dims;
        }

        private void markActive(List<Node> forward, List<String> trainables) {
            active.addAll(trainables);
            for (Node node : forward) {
                if (!GradientRules.blocks(node) && node.inputs().stream().anyMatch(active::contains)) {
                    active.addAll(node.outputs());
                    active.remove("");
                    active.removeAll(detached);
                }
            }
        }

        private void visit(Node node) {
            GradientRules.Entry entry = GradientRules.find(node);
            List<@Nullable String> outputGradients = new ArrayList<>();
            node.outputs().forEach(output -> outputGradients.add(gradients.get(output)));
            GradientContext context = new GradientContext(node, ops, outputGradients, active, shapes, producers);
            List<@Nullable String> inputGradients = entry.rule().backward(context);
            for (int i = 0; i < inputGradients.size(); i++) {
                String gradient = inputGradients.get(i);
                String input = node.input(i);
                if (gradient == null || !active.contains(input)) {
                    continue;
                }
                if (entry.broadcasts()) {
                    gradient = context.unbroadcast(gradient, shapes.of(node.output()), shapes.of(input));
                }
                gradients.merge(input, gradient, ops::add);
            }
        }
    }
}
