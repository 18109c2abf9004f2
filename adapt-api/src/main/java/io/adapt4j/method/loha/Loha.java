package io.adapt4j.method.loha;

import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.Ranks;
import io.adapt4j.method.Targets;

/**
 * LoHa: the change of {@code W^T} is {@code s (w1_a w1_b) * (w2_a w2_b)}, an elementwise product of two low-rank matrices, with
 * {@code s = alpha / rank} (Hyeon-Woo et al., "FedPara", 2021; LyCORIS). Its rank is up to the square of the factors'.
 *
 * @param ranks rank of each factor, and alpha
 * @param targets what is adapted
 */
public record Loha(Ranks ranks, Targets targets) implements MethodConfig {

    /** LoHa of that rank on every linear layer, with {@code alpha = rank}. */
    public static Loha rank(int rank) {
        return new Loha(Ranks.of(rank, rank), Targets.of(Targets.ALL_LINEAR));
    }

    public Loha alpha(double alpha) {
        return new Loha(new Ranks(ranks.rank(), alpha, ranks.rankPattern(), ranks.alphaPattern()), targets);
    }

    /** Adapts what the expressions select; see {@link Targets}. */
    public Loha targets(String... expressions) {
        return withTargets(Targets.of(expressions));
    }

    @Override
    public String peftType() {
        return "LOHA";
    }

    @Override
    public Loha withTargets(Targets newTargets) {
        return new Loha(ranks, newTargets);
    }
}
