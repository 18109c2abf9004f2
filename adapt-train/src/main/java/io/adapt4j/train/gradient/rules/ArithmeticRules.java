package io.adapt4j.train.gradient.rules;

import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.train.gradient.GradientContext;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.gradient.RuleRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gradients of element-wise arithmetic. With g the gradient of the output y, each comment gives dL/dinput. */
public final class ArithmeticRules {
    private ArithmeticRules() {}

    public static void register(RuleRegistry registry) {
        registry.broadcasting("Add", c -> List.of(c.gradient(), c.gradient()));
        registry.broadcasting("Sum", c -> Collections.nCopies(c.node().inputs().size(), c.gradient()));
        registry.broadcasting(
                "Sub", c -> pair(c.gradient(), c.needs(1) ? c.ops().neg(c.gradient()) : null));
        registry.broadcasting("Mul", ArithmeticRules::mul);
        registry.broadcasting("Div", ArithmeticRules::div);
        registry.broadcasting("Pow", ArithmeticRules::pow);
        registry.broadcasting("Where", ArithmeticRules::where);
        registry.rule("Neg", c -> List.of(c.ops().neg(c.gradient())));
        registry.rule("Identity", c -> List.of(c.gradient()));
        registry.rule("Dropout", c -> List.of(c.gradient()));
        registry.rule("Exp", c -> List.of(c.ops().mul(c.gradient(), c.node().output())));
        registry.rule("Log", c -> List.of(c.ops().div(c.gradient(), c.node().input(0))));
        registry.rule(
                "Sqrt",
                c -> List.of(
                        c.ops().div(c.ops().mul(c.gradient(), 0.5), c.node().output())));
        registry.rule("Reciprocal", ArithmeticRules::reciprocal);
        registry.rule("Cos", c -> List.of(c.ops().neg(c.ops().mul(c.gradient(), unary(c, "Sin")))));
        registry.rule("Sin", c -> List.of(c.ops().mul(c.gradient(), unary(c, "Cos"))));
        registry.rule("Abs", c -> List.of(c.ops().mul(c.gradient(), unary(c, "Sign"))));
        registry.rule("Cast", ArithmeticRules::cast);
        registry.rule("Clip", ArithmeticRules::clip);
    }

    private static List<@Nullable String> pair(@Nullable String first, @Nullable String second) {
        return Arrays.asList(first, second);
    }

    private static String unary(GradientContext c, String op) {
        return c.ops().node(op, List.of(c.node().input(0)));
    }

    private static List<@Nullable String> mul(GradientContext c) {
        String a = c.node().input(0);
        String b = c.node().input(1);
        return pair(
                c.needs(0) ? c.ops().mul(c.gradient(), b) : null,
                c.needs(1) ? c.ops().mul(c.gradient(), a) : null);
    }

    /** {@code da = g / b, db = -g y / b}. */
    private static List<@Nullable String> div(GradientContext c) {
        String quotient = c.ops().div(c.gradient(), c.node().input(1));
        return pair(
                quotient,
                c.needs(1) ? c.ops().neg(c.ops().mul(quotient, c.node().output())) : null);
    }

    /** {@code da = g b a^(b-1), db = g y log(a)}. */
    private static List<@Nullable String> pow(GradientContext c) {
        GraphOps ops = c.ops();
        String base = c.node().input(0);
        String exponent = c.node().input(1);
        String floatExponent = c.needs(1) ? exponent : ops.cast(exponent, ops.floatType());
        String less = ops.sub(floatExponent, ops.scalar(1));
        return pair(
                c.needs(0) ? ops.mul(ops.mul(c.gradient(), floatExponent), ops.node("Pow", List.of(base, less))) : null,
                c.needs(1) ? ops.mul(ops.mul(c.gradient(), c.node().output()), unary(c, "Log")) : null);
    }

    private static List<@Nullable String> where(GradientContext c) {
        GraphOps ops = c.ops();
        String condition = c.node().input(0);
        String zero = ops.scalar(0);
        List<@Nullable String> gradients = new ArrayList<>();
        gradients.add(null);
        gradients.add(c.needs(1) ? ops.where(condition, c.gradient(), zero) : null);
        gradients.add(c.needs(2) ? ops.where(condition, zero, c.gradient()) : null);
        return gradients;
    }

    /** {@code dx = -g y^2}. */
    private static List<@Nullable String> reciprocal(GradientContext c) {
        String y = c.node().output();
        return List.of(c.ops().neg(c.ops().mul(c.gradient(), c.ops().mul(y, y))));
    }

    /** A cast between floating-point types passes the gradient, cast to the type that gradients have. */
    private static List<@Nullable String> cast(GradientContext c) {
        int to = (int) c.node().longAttribute("to", 0);
        if (to != OnnxTypes.FLOAT && to != OnnxTypes.DOUBLE) {
            throw c.unsupported("a cast to the element type " + to + " passes no gradient in FLOAT or DOUBLE");
        }
        return List.of(
                to == c.ops().floatType()
                        ? c.gradient()
                        : c.ops().cast(c.gradient(), c.ops().floatType()));
    }

    /** The gradient passes where the value was not cut. The bounds are inputs since operator set 11. */
    private static List<@Nullable String> clip(GradientContext c) {
        GraphOps ops = c.ops();
        String x = c.node().input(0);
        String gradient = c.gradient();
        if (!c.node().input(1).isEmpty()) {
            gradient = ops.where(ops.node("Less", List.of(x, c.node().input(1))), ops.scalar(0), gradient);
        }
        if (!c.node().input(2).isEmpty()) {
            gradient = ops.where(ops.node("Greater", List.of(x, c.node().input(2))), ops.scalar(0), gradient);
        }
        return List.of(gradient);
    }
}
