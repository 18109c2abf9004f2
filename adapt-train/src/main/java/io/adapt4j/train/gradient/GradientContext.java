package io.adapt4j.train.gradient;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rule sees: the forward node, the gradients of its outputs, what is known about its values, and the operations
 * with which it emits backward nodes.
 */
public final class GradientContext {
    private final Node node;
    private final GraphOps ops;
    private final List<@Nullable String> outputGradients;
    private final Set<String> active;
    private final ValueShapes shapes;
    private final Map<String, Node> producers;

    GradientContext(
            Node node,
            GraphOps ops,
            List<@Nullable String> outputGradients,
            Set<String> active,
            ValueShapes shapes,
            Map<String, Node> producers) {
        this.node = node;
        this.ops = ops;
        this.outputGradients = outputGradients;
        this.active = active;
        this.shapes = shapes;
        this.producers = producers;
    }

    public Node node() {
        return node;
    }

    public GraphOps ops() {
        return ops;
    }

    /** The gradient of the first output. */
    public String gradient() {
        String gradient = outputGradients.get(0);
        if (gradient == null) {
            throw unsupported("only its first output can be differentiated");
        }
        return gradient;
    }

    /** The gradient of an output, or null where the loss does not depend on it. */
    public @Nullable String gradient(int output) {
        return outputGradients.get(output);
    }

    /** Whether the gradient of an input is needed. */
    public boolean needs(int input) {
        return active.contains(node.input(input));
    }

    /** The dimensions of a value, as the probe saw them. */
    public long[] shape(String value) {
        return shapes.of(value);
    }

    public int rank(String value) {
        return shape(value).length;
    }

    /** An axis as a non-negative number. */
    public int axis(long axis, int rank) {
        return Math.toIntExact(axis < 0 ? axis + rank : axis);
    }

    /** The value of an input that is constant, else null. */
    public @Nullable TensorData constant(int input) {
        return ops.graph().constantValue(node.input(input), producers);
    }

    /**
     * A list of integers that is an attribute in older operator sets and a constant input in newer ones, such as axes.
     *
     * @return null where the node has neither
     */
    public long @Nullable [] integers(String attribute, int input) {
        if (node.hasAttribute(attribute)) {
            return node.longsAttribute(attribute);
        }
        if (node.input(input).isEmpty()) {
            return null;
        }
        TensorData constant = constant(input);
        if (constant == null) {
            throw unsupported("its " + attribute + " are computed at run time");
        }
        return constant.toLongs();
    }

    public UnsupportedFeatureException unsupported(String why) {
        return new UnsupportedFeatureException(
                "Cannot differentiate the node \"" + node.name() + "\" (" + node.qualifiedOp() + "): " + why);
    }

    /**
     * Sums a gradient that has the output's batch axes and an operand's last two over the batch axes along which the
     * operand was broadcast.
     */
    public String unbroadcastBatch(String gradient, String operand) {
        long[] output = shape(node.output());
        long[] to = shape(operand);
        long[] from = output.clone();
        System.arraycopy(to, to.length - 2, from, from.length - 2, 2);
        return unbroadcast(gradient, from, to);
    }

    /** Sums a gradient in the shape of one value over the axes along which another was broadcast to it. */
    public String unbroadcastTo(String gradient, String from, String to) {
        return unbroadcast(gradient, shape(from), shape(to));
    }

    /** Sums a gradient over the axes along which an operand of shape {@code to} was broadcast to shape {@code from}. */
    String unbroadcast(String gradient, long[] from, long[] to) {
        if (Arrays.equals(from, to)) {
            return gradient;
        }
        int lead = from.length - to.length;
        long[] axes = new long[from.length];
        int count = 0;
        for (int i = 0; i < from.length; i++) {
            if (i < lead || (to[i - lead] == 1 && from[i] != 1)) {
                axes[count++] = i;
            }
        }
        if (count == 0) {
            return gradient;
        }
        String summed = ops.reduceSum(gradient, Arrays.copyOf(axes, count), true);
        if (lead == 0) {
            return summed;
        }
        long[] leading = new long[lead];
        for (int i = 0; i < lead; i++) {
            leading[i] = i;
        }
        return ops.squeeze(summed, leading);
    }
}
