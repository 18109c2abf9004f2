package io.adapt4j.method.lokr;

import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.Ranks;
import io.adapt4j.method.Targets;

/**
 * LoKr: the change of {@code W^T} is {@code s w1 (x) w2}, a Kronecker product, where w1 and w2 are whole matrices or products
 * of low rank, with {@code s = alpha / rank} (Yeh et al., "Navigating Text-To-Image Customization: From LyCORIS Fine-Tuning to
 * Model Evaluation", 2023).
 *
 * @param ranks rank of the factors that are products, and alpha
 * @param decomposeBoth whether w1 is a product too, where the rank is small enough
 * @param decomposeFactor the size of w1, where it divides the module's sizes; -1 for about the square root of each
 * @param targets what is adapted
 */
public record Lokr(Ranks ranks, boolean decomposeBoth, int decomposeFactor, Targets targets) implements MethodConfig {

    public Lokr {
        if (decomposeFactor != -1 && decomposeFactor < 1) {
            throw new InvalidAdapterException("decomposeFactor is -1 or at least 1, but was " + decomposeFactor);
        }
    }

    /** LoKr of that rank on every linear layer, with {@code alpha = rank} and w1 a whole matrix. */
    public static Lokr rank(int rank) {
        return new Lokr(Ranks.of(rank, rank), false, -1, Targets.of(Targets.ALL_LINEAR));
    }

    public Lokr alpha(double alpha) {
        return new Lokr(
                new Ranks(ranks.rank(), alpha, ranks.rankPattern(), ranks.alphaPattern()),
                decomposeBoth,
                decomposeFactor,
                targets);
    }

    public Lokr decomposeFactor(int factor) {
        return new Lokr(ranks, decomposeBoth, factor, targets);
    }

    public Lokr decomposeBoth(boolean both) {
        return new Lokr(ranks, both, decomposeFactor, targets);
    }

    /** Adapts what the expressions select; see {@link Targets}. */
    public Lokr targets(String... expressions) {
        return withTargets(Targets.of(expressions));
    }

    @Override
    public String peftType() {
        return "LOKR";
    }

    @Override
    public Lokr withTargets(Targets newTargets) {
        return new Lokr(ranks, decomposeBoth, decomposeFactor, newTargets);
    }
}
