package io.adapt4j.train.gradient.rules;

import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.train.gradient.GradientContext;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.gradient.RuleRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gradients of activation functions. With g the gradient of the output y, each comment gives dL/dx. */
public final class ActivationRules {
    private ActivationRules() {}

    public static void register(RuleRegistry registry) {
        registry.rule("Erf", ActivationRules::erf);
        registry.rule("Tanh", ActivationRules::tanh);
        registry.rule("Sigmoid", ActivationRules::sigmoid);
        registry.rule(
                "Relu",
                c -> List.of(c.ops().where(positive(c), c.gradient(), c.ops().scalar(0))));
        registry.rule("LeakyRelu", ActivationRules::leakyRelu);
        registry.rule(Graph.MICROSOFT + ".Gelu", ActivationRules::gelu);
        registry.rule("Gelu", ActivationRules::onnxGelu);
        registry.rule("Softmax", ActivationRules::softmax);
        registry.rule("LogSoftmax", ActivationRules::logSoftmax);
    }

    private static String positive(GradientContext c) {
        return c.ops().node("Greater", List.of(c.node().input(0), c.ops().scalar(0)));
    }

    /** {@code g 2 / sqrt(pi) exp(-x^2)}. */
    private static List<@Nullable String> erf(GradientContext c) {
        GraphOps ops = c.ops();
        String x = c.node().input(0);
        String density = ops.exp(ops.neg(ops.mul(x, x)));
        return List.of(ops.mul(c.gradient(), ops.mul(density, 2 / Math.sqrt(Math.PI))));
    }

    /** {@code g (1 - y^2)}. */
    private static List<@Nullable String> tanh(GradientContext c) {
        GraphOps ops = c.ops();
        String y = c.node().output();
        return List.of(ops.mul(c.gradient(), ops.sub(ops.scalar(1), ops.mul(y, y))));
    }

    /** {@code g y (1 - y)}. */
    private static List<@Nullable String> sigmoid(GradientContext c) {
        GraphOps ops = c.ops();
        String y = c.node().output();
        return List.of(ops.mul(c.gradient(), ops.mul(y, ops.sub(ops.scalar(1), y))));
    }

    private static List<@Nullable String> leakyRelu(GradientContext c) {
        double alpha = c.node().floatAttribute("alpha", 0.01f);
        return List.of(c.ops().where(positive(c), c.gradient(), c.ops().mul(c.gradient(), alpha)));
    }

    /** ONNX's Gelu, of operator set 20: with Erf unless it asks for the approximation with Tanh. */
    private static List<@Nullable String> onnxGelu(GradientContext c) {
        return c.node().stringAttribute("approximate", "none").equals("tanh") ? tanhGelu(c) : gelu(c);
    }

    /**
     * With {@code t = x / sqrt(2)}: {@code g (1 + erf(t) + 2 / sqrt(pi) t exp(-t^2)) / 2} (Hendrycks and Gimpel,
     * "Gaussian Error Linear Units", 2016, differentiated).
     */
    private static List<@Nullable String> gelu(GradientContext c) {
        GraphOps ops = c.ops();
        String t = ops.mul(c.node().input(0), Math.sqrt(0.5));
        String density = ops.exp(ops.neg(ops.mul(t, t)));
        String slope = ops.mul(ops.mul(t, 1 / Math.sqrt(Math.PI)), density);
        String cumulative = ops.add(ops.mul(ops.node("Erf", List.of(t)), 0.5), ops.scalar(0.5));
        return List.of(ops.mul(c.gradient(), ops.add(cumulative, slope)));
    }

    /**
     * With {@code u = sqrt(2 / pi) (x + 0.044715 x^3)} and {@code h = tanh(u)}:
     * {@code g (1 + h + x (1 - h^2) du/dx) / 2}.
     */
    private static List<@Nullable String> tanhGelu(GradientContext c) {
        GraphOps ops = c.ops();
        double k = Math.sqrt(2 / Math.PI);
        String x = c.node().input(0);
        String square = ops.mul(x, x);
        String u = ops.mul(x, ops.add(ops.mul(square, 0.044715 * k), ops.scalar(k)));
        String h = ops.node("Tanh", List.of(u));
        String du = ops.add(ops.mul(square, 3 * 0.044715 * k), ops.scalar(k));
        String slope = ops.mul(ops.mul(x, du), ops.sub(ops.scalar(1), ops.mul(h, h)));
        return List.of(ops.mul(c.gradient(), ops.mul(ops.add(ops.add(h, ops.scalar(1)), slope), 0.5)));
    }

    /** The axes that a softmax sums over: one since operator set 13, before that the axis and all that follow. */
    private static long[] softmaxAxes(GradientContext c) {
        int rank = c.rank(c.node().input(0));
        boolean flattens = c.ops().graph().opset() < 13;
        int axis = c.axis(c.node().longAttribute("axis", flattens ? 1 : -1), rank);
        long[] axes = new long[flattens ? rank - axis : 1];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = axis + i;
        }
        return axes;
    }

    /** {@code y (g - sum(g y))}. */
    private static List<@Nullable String> softmax(GradientContext c) {
        GraphOps ops = c.ops();
        String y = c.node().output();
        String weighted = ops.mul(c.gradient(), y);
        String sum = ops.reduceSum(weighted, softmaxAxes(c), true);
        return List.of(ops.sub(weighted, ops.mul(y, sum)));
    }

    /** {@code g - exp(y) sum(g)}. */
    private static List<@Nullable String> logSoftmax(GradientContext c) {
        GraphOps ops = c.ops();
        String sum = ops.reduceSum(c.gradient(), softmaxAxes(c), true);
        return List.of(ops.sub(c.gradient(), ops.mul(ops.exp(c.node().output()), sum)));
    }
}
