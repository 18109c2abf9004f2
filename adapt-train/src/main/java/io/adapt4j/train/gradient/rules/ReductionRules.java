package io.adapt4j.train.gradient.rules;

import io.adapt4j.train.gradient.GradientContext;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.gradient.RuleRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Gradients of reductions. */
public final class ReductionRules {
    private ReductionRules() {}

    public static void register(RuleRegistry registry) {
        registry.rule("ReduceSum", c -> List.of(spread(c, c.gradient())));
        registry.rule("ReduceMean", c -> List.of(mean(c)));
        registry.rule("ReduceMax", c -> List.of(max(c)));
        registry.rule("GlobalAveragePool", c -> List.of(mean(c)));
    }

    /** The reduced axes, all of them where none are given; null for a reduction that does nothing. */
    private static long @Nullable [] axes(GradientContext c) {
        int rank = c.rank(c.node().input(0));
        if (c.node().opType().equals("GlobalAveragePool")) {
            return LongStream.range(2, rank).toArray();
        }
        long[] axes = c.integers("axes", 1);
        if (axes == null || axes.length == 0) {
            boolean nothing = c.node().longAttribute("noop_with_empty_axes", 0) != 0;
            return nothing ? null : LongStream.range(0, rank).toArray();
        }
        return Arrays.stream(axes).map(axis -> c.axis(axis, rank)).sorted().toArray();
    }

    /** A value in the shape of the output, with the reduced axes present, of size 1. */
    private static String withAxes(GradientContext c, String value) {
        long[] axes = axes(c);
        boolean kept = c.node().opType().equals("GlobalAveragePool") || c.node().longAttribute("keepdims", 1) != 0;
        return axes == null || kept ? value : c.ops().unsqueeze(value, axes);
    }

    /** Repeats a value of the output's shape over the reduced axes. */
    private static String spread(GradientContext c, String value) {
        return axes(c) == null
                ? value
                : c.ops().expandLike(withAxes(c, value), c.node().input(0));
    }

    /** The gradient divided by the number of elements that went into each mean. */
    private static String mean(GradientContext c) {
        GraphOps ops = c.ops();
        String sizes = ops.node(
                "Div",
                List.of(
                        ops.node("Size", List.of(c.node().input(0))),
                        ops.node("Size", List.of(c.node().output()))));
        return spread(c, ops.div(c.gradient(), ops.cast(sizes, ops.floatType())));
    }

    /** The gradient goes to the greatest element; equals share it. */
    private static String max(GradientContext c) {
        GraphOps ops = c.ops();
        String x = c.node().input(0);
        long[] axes = axes(c);
        if (axes == null) {
            return c.gradient();
        }
        String greatest =
                ops.cast(ops.node("Equal", List.of(x, withAxes(c, c.node().output()))), ops.floatType());
        String count = ops.reduceSum(greatest, axes, true);
        return ops.mul(greatest, ops.div(withAxes(c, c.gradient()), count));
    }
}
