package io.adapt4j.train.gradient.rules;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.train.gradient.GradientContext;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.gradient.RuleRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gradients of operators that select along axes. Selecting rows {@code i_1 .. i_n} of an axis is a product with a matrix
 * that has a one in row k at column i_k; the gradient is the product with its transpose. That works in every operator
 * set, adds up rows that were selected twice, and needs no sizes known beforehand.
 */
public final class IndexingRules {
    private IndexingRules() {}

    public static void register(RuleRegistry registry) {
        registry.rule("Gather", IndexingRules::gather);
        registry.rule("Slice", IndexingRules::slice);
    }

    private static List<@Nullable String> gather(GradientContext c) {
        GraphOps ops = c.ops();
        String data = c.node().input(0);
        int rank = c.rank(data);
        int axis = c.axis(c.node().longAttribute("axis", 0), rank);
        String indices = ops.reshape(c.node().input(1), -1);
        return List.of(scatter(c, c.gradient(), indices, data, axis));
    }

    /** The selected rows of each axis are found by slicing the row numbers in the same way. */
    private static List<@Nullable String> slice(GradientContext c) {
        GraphOps ops = c.ops();
        String data = c.node().input(0);
        int rank = c.rank(data);
        TensorData startsConstant = c.constant(1);
        int count = startsConstant != null
                ? Math.toIntExact(startsConstant.size())
                : Math.toIntExact(c.shape(c.node().input(1))[0]);
        long[] axes = c.integers("axes", 3);
        List<Integer> sliced = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sliced.add(axes == null ? i : c.axis(axes[i], rank));
        }
        String gradient = c.gradient();
        for (int i = 0; i < count; i++) {
            String rows = ops.node(
                    "Range",
                    List.of(scalarLong(ops, 0), ops.squeeze(ops.size(data, sliced.get(i)), 0), scalarLong(ops, 1)));
            List<String> inputs = new ArrayList<>(List.of(rows, one(c, 1, i), one(c, 2, i), ops.longs(0)));
            if (!c.node().input(4).isEmpty()) {
                inputs.add(one(c, 4, i));
            }
            gradient = scatterKeepingRank(c, gradient, ops.node("Slice", inputs), data, sliced.get(i), rank);
        }
        return List.of(gradient);
    }

    private static String scalarLong(GraphOps ops, long value) {
        return ops.squeeze(ops.longs(value), 0);
    }

    private static String one(GradientContext c, int input, int index) {
        return c.ops().node("Gather", List.of(c.node().input(input), c.ops().longs(index)));
    }

    /** {@code [rows of data's axis, selected rows]} with a one where a row was selected. */
    private static String selection(GradientContext c, String indices, String data, int axis) {
        GraphOps ops = c.ops();
        String depth = ops.size(data, axis);
        String values = ops.node(
                "Concat",
                List.of(ops.unsqueeze(ops.scalar(0), 0), ops.unsqueeze(ops.scalar(1), 0)),
                Map.of("axis", Attribute.of(0L)));
        return ops.node(
                "OneHot", List.of(ops.cast(indices, OnnxTypes.INT64), depth, values), Map.of("axis", Attribute.of(0L)));
    }

    /** Brings a gradient {@code [before, selected rows..., after]} into the shape of the data. */
    private static String scatter(GradientContext c, String gradient, String indices, String data, int axis) {
        GraphOps ops = c.ops();
        int rank = c.rank(data);
        String before = product(ops, data, 0, axis);
        String after = product(ops, data, axis + 1, rank);
        String shape = ops.node("Concat", List.of(before, ops.longs(-1), after), Map.of("axis", Attribute.of(0L)));
        String flat = ops.node("Reshape", List.of(gradient, shape));
        String scattered = ops.node("MatMul", List.of(selection(c, indices, data, axis), flat));
        return ops.reshapeLike(scattered, data);
    }

    /** As {@link #scatter}, when the gradient has the data's rank and its other axes may have been sliced too. */
    private static String scatterKeepingRank(
            GradientContext c, String gradient, String indices, String data, int axis, int rank) {
        GraphOps ops = c.ops();
        long[] perm = new long[rank];
        for (int i = 0; i < rank; i++) {
            perm[i] = i;
        }
        perm[axis] = rank - 1L;
        perm[rank - 1] = axis;
        String last = axis == rank - 1 ? gradient : ops.transpose(gradient, perm);
        String scattered = ops.matMul(last, false, selection(c, indices, data, axis), true);
        return axis == rank - 1 ? scattered : ops.transpose(scattered, perm);
    }

    /** The product of the sizes of some axes, as a vector of one integer. */
    private static String product(GraphOps ops, String data, int from, int to) {
        String product = ops.longs(1);
        for (int axis = from; axis < to; axis++) {
            product = ops.mul(product, ops.size(data, axis));
        }
        return product;
    }
}
