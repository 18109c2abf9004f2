package io.adapt4j.train.gradient.rules;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.train.gradient.GradientContext;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.gradient.RuleRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gradients of operators that move elements without changing them. */
public final class ShapeRules {
    private ShapeRules() {}

    public static void register(RuleRegistry registry) {
        for (String op : List.of("Reshape", "Squeeze", "Unsqueeze", "Flatten")) {
            registry.rule(
                    op, c -> List.of(c.ops().reshapeLike(c.gradient(), c.node().input(0))));
        }
        registry.rule("Transpose", ShapeRules::transpose);
        registry.broadcasting("Expand", c -> List.of(c.gradient()));
        registry.rule("Concat", ShapeRules::concat);
        registry.rule("Split", ShapeRules::split);
    }

    private static List<@Nullable String> transpose(GradientContext c) {
        int rank = c.rank(c.node().input(0));
        long[] reversed = new long[rank];
        for (int i = 0; i < rank; i++) {
            reversed[i] = rank - 1L - i;
        }
        long[] perm = c.node().longsAttribute("perm", reversed);
        long[] inverse = new long[rank];
        for (int i = 0; i < rank; i++) {
            inverse[(int) perm[i]] = i;
        }
        return List.of(c.ops().transpose(c.gradient(), inverse));
    }

    /** Each input gets its own stretch of the gradient. */
    private static List<@Nullable String> concat(GradientContext c) {
        GraphOps ops = c.ops();
        int axis = c.axis(c.node().longAttribute("axis", 0), c.rank(c.node().output()));
        List<@Nullable String> gradients = new ArrayList<>();
        String start = ops.longs(0);
        for (int i = 0; i < c.node().inputs().size(); i++) {
            String end = ops.add(start, ops.size(c.node().input(i), axis));
            gradients.add(c.needs(i) ? ops.node("Slice", List.of(c.gradient(), start, end, ops.longs(axis))) : null);
            start = end;
        }
        return gradients;
    }

    /** The gradients of the parts, joined; a part that the loss does not depend on has zeros. */
    private static List<@Nullable String> split(GradientContext c) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < c.node().outputs().size(); i++) {
            String gradient = c.gradient(i);
            parts.add(
                    gradient != null
                            ? gradient
                            : c.ops()
                                    .zerosLike(Objects.requireNonNull(
                                            c.node().outputs().get(i))));
        }
        Attribute axis = Attribute.of(c.node().longAttribute("axis", 0));
        return List.of(c.ops().node("Concat", parts, Map.of("axis", axis)));
    }
}
