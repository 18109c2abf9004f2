package io.adapt4j.train.gradient.rules;

import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.train.gradient.GradientContext;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.gradient.RuleRegistry;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gradients of products with quantised weights. */
public final class QuantizedRules {
    private static final int BIAS = 4;

    private QuantizedRules() {}

    public static void register(RuleRegistry registry) {
        registry.rule(Graph.MICROSOFT + ".DynamicQuantizeMatMul", QuantizedRules::dynamicQuantizeMatMul);
    }

    /**
     * For {@code y = q(x) W} with {@code W = (Wq - zw) * sw}: {@code dx = g W^T}, as if x were not rounded. This is the
     * straight-through estimator (Bengio et al., "Estimating or Propagating Gradients Through Stochastic Neurons", 2013), without
     * which the gradient would be zero everywhere. W is frozen.
     */
    private static List<@Nullable String> dynamicQuantizeMatMul(GradientContext c) {
        GraphOps ops = c.ops();
        for (int i = 1; i < BIAS; i++) {
            if (c.needs(i)) {
                throw c.unsupported("a quantised weight cannot be trained");
            }
        }
        String w = ops.dequantize(c.node().input(1), c.node().input(3), c.node().input(2));
        String dx = c.needs(0) ? ops.matMul(c.gradient(), false, w, true) : null;
        String bias = c.node().input(BIAS);
        String dBias = c.needs(BIAS) ? c.unbroadcastTo(c.gradient(), c.node().output(), bias) : null;
        return Arrays.asList(dx, null, null, null, dBias);
    }
}
