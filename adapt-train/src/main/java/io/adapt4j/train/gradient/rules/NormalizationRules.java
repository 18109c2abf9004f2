package io.adapt4j.train.gradient.rules;

import io.adapt4j.train.gradient.GradientContext;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.gradient.RuleRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Gradients of normalisations. */
public final class NormalizationRules {
    private NormalizationRules() {}

    public static void register(RuleRegistry registry) {
        registry.rule("LayerNormalization", NormalizationRules::layerNorm);
        registry.rule("BatchNormalization", NormalizationRules::batchNorm);
    }

    /**
     * With {@code n = (x - mean) inv} and {@code h = g weight}: {@code dx = inv (h - mean(h) - n mean(h n))} (Ba et al.,
     * "Layer Normalization", 2016, differentiated). Mean and inverse deviation are outputs of the forward node. It is
     * computed as {@code h inv + x k + l} with k and l one number per row, which touches the rows least often.
     */
    private static List<@Nullable String> layerNorm(GradientContext c) {
        GraphOps ops = c.ops();
        String x = c.node().input(0);
        String weight = c.node().input(1);
        String mean = c.node().outputs().get(1);
        String inverse = c.node().outputs().get(2);
        int rank = c.rank(x);
        int axis = c.axis(c.node().longAttribute("axis", -1), rank);
        long[] axes = LongStream.range(axis, rank).toArray();
        String h = ops.mul(c.gradient(), weight);
        String dx = null;
        if (c.needs(0)) {
            String meanOfH = ops.reduceMean(h, axes, true);
            String meanOfHx = ops.reduceMean(ops.mul(h, x), axes, true);
            String meanOfHn = ops.mul(inverse, ops.sub(meanOfHx, ops.mul(mean, meanOfH)));
            String k = ops.mul(ops.mul(inverse, inverse), meanOfHn);
            String l = ops.sub(ops.mul(mean, k), ops.mul(inverse, meanOfH));
            dx = ops.add(ops.sub(ops.mul(h, inverse), ops.mul(x, k)), l);
        }
        long[] outer = LongStream.range(0, axis).toArray();
        String dWeight = null;
        if (c.needs(1)) {
            String normalized = ops.mul(ops.sub(x, mean), inverse);
            dWeight = ops.reduceSum(ops.mul(c.gradient(), normalized), outer, false);
        }
        String dBias = c.needs(2) ? ops.reduceSum(c.gradient(), outer, false) : null;
        return Arrays.asList(dx, dWeight, dBias);
    }

    /** In inference form an affine map of each channel: {@code dx = g scale / sqrt(var + eps)}. */
    private static List<@Nullable String> batchNorm(GradientContext c) {
        GraphOps ops = c.ops();
        if (c.node().longAttribute("training_mode", 0) != 0) {
            throw c.unsupported("only its inference form is supported");
        }
        if (c.needs(1) || c.needs(2) || c.needs(3) || c.needs(4)) {
            throw c.unsupported("its parameters cannot be trained");
        }
        String variance = ops.add(c.node().input(4), ops.scalar(c.node().floatAttribute("epsilon", 1e-5f)));
        String factor = ops.div(c.node().input(1), ops.node("Sqrt", List.of(variance)));
        long[] spatial = LongStream.range(1, c.rank(c.node().input(0)) - 1L).toArray();
        return List.of(ops.mul(c.gradient(), spatial.length == 0 ? factor : ops.unsqueeze(factor, spatial)));
    }
}
