package io.adapt4j.train.gradient;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.train.gradient.rules.ActivationRules;
import io.adapt4j.train.gradient.rules.ArithmeticRules;
import io.adapt4j.train.gradient.rules.ConvolutionRules;
import io.adapt4j.train.gradient.rules.IndexingRules;
import io.adapt4j.train.gradient.rules.LinearRules;
import io.adapt4j.train.gradient.rules.NormalizationRules;
import io.adapt4j.train.gradient.rules.QuantizedRules;
import io.adapt4j.train.gradient.rules.ReductionRules;
import io.adapt4j.train.gradient.rules.ShapeRules;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The table of gradient rules, by operator. */
public final class GradientRules {
    /**
     * A rule in the table.
     *
     * @param broadcasts whether the operator broadcasts its inputs; then the rule gives gradients in the shape of the
     *     output and the walker reduces them
     */
    record Entry(GradientRule rule, boolean broadcasts) {}

    /** Operators that pass no gradient: their outputs are integers or booleans, or do not depend on values. */
    private static final Set<String> BLOCKING = Set.of(
            "Shape",
            "Size",
            "Constant",
            "ConstantOfShape",
            "Range",
            "Equal",
            "Greater",
            "GreaterOrEqual",
            "Less",
            "LessOrEqual",
            "And",
            "Or",
            "Not",
            "Xor",
            "ArgMax",
            "ArgMin",
            "NonZero",
            "IsNaN",
            "IsInf",
            "Floor",
            "Ceil",
            "Round",
            "Sign",
            "OneHot",
            "EyeLike");

    private static final Map<String, Entry> TABLE = new TreeMap<>();

    static {
        var registry = new RuleRegistry() {
            @Override
            public void rule(String op, GradientRule rule) {
                TABLE.put(op, new Entry(rule, false));
            }

            @Override
            public void broadcasting(String op, GradientRule rule) {
                TABLE.put(op, new Entry(rule, true));
            }
        };
        ArithmeticRules.register(registry);
        ActivationRules.register(registry);
        LinearRules.register(registry);
        QuantizedRules.register(registry);
        NormalizationRules.register(registry);
        ReductionRules.register(registry);
        ShapeRules.register(registry);
        IndexingRules.register(registry);
        ConvolutionRules.register(registry);
    }

    private GradientRules() {}

    /** The operators with a rule. */
    public static Set<String> operators() {
        return TABLE.keySet();
    }

    static boolean blocks(Node node) {
        return node.domain().isEmpty() && BLOCKING.contains(node.opType());
    }

    static Entry find(Node node) {
        Entry entry = TABLE.get(node.qualifiedOp());
        if (entry == null) {
            throw new UnsupportedFeatureException("No gradient rule for the operator " + node.qualifiedOp()
                    + " of the node \"" + node.name()
                    + "\", which lies between a trained module and the loss; there are"
                    + " rules for " + TABLE.keySet());
        }
        return entry;
    }
}
