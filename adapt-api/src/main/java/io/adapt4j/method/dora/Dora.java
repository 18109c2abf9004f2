package io.adapt4j.method.dora;

import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.Targets;
import io.adapt4j.method.lora.Lora;

/**
 * DoRA: the columns of LoRA's {@code W + s A B} at unit length, times a learned magnitude {@code m [out]}:
 * {@code y = x (W + s A B) * m / |W + s A B|}, with the Euclidean norm over the input's dimension (Liu et al., "DoRA:
 * Weight-Decomposed Low-Rank Adaptation", 2024). The bias is added as it is.
 *
 * @param lora the low-rank part
 */
public record Dora(Lora lora) implements MethodConfig {

    /** DoRA with {@link Lora#rank LoRA's defaults}. */
    public static Dora rank(int rank) {
        return new Dora(Lora.rank(rank));
    }

    /** Adapts what the expressions select; see {@link Targets}. */
    public Dora targets(String... expressions) {
        return new Dora(lora.targets(expressions));
    }

    @Override
    public String peftType() {
        return "LORA";
    }

    @Override
    public Targets targets() {
        return lora.targets();
    }

    @Override
    public Dora withTargets(Targets targets) {
        return new Dora(lora.withTargets(targets));
    }
}
