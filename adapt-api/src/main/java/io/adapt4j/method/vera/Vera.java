package io.adapt4j.method.vera;

import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.Ranks;
import io.adapt4j.method.Targets;

/**
 * VeRA: {@code y = x W + ((x A) * d) B * b} with frozen random matrices {@code A [in, rank]} and {@code B [rank, out]} that all
 * modules share and learned vectors {@code d [rank]} and {@code b [out]} (Kopiczko et al., "VeRA: Vector-based Random Matrix
 * Adaptation", 2023). Modules of other sizes use the first rows and columns of A and B.
 *
 * @param rank rank of A and B, at least 1
 * @param dInitial what training starts d with
 * @param seed of A and B in training
 * @param targets what is adapted
 */
public record Vera(int rank, double dInitial, long seed, Targets targets) implements MethodConfig {

    public Vera {
        if (rank < 1 || rank > Ranks.MAX_RANK) {
            throw new InvalidAdapterException("A rank is between 1 and " + Ranks.MAX_RANK + ", but was " + rank);
        }
        if (!Double.isFinite(dInitial)) {
            throw new InvalidAdapterException("dInitial is finite, but was " + dInitial);
        }
    }

    /** VeRA of that rank on every linear layer, with d starting at 0.1. */
    public static Vera rank(int rank) {
        return new Vera(rank, 0.1, 0, Targets.of(Targets.ALL_LINEAR));
    }

    public Vera seed(long newSeed) {
        return new Vera(rank, dInitial, newSeed, targets);
    }

    /** Adapts what the expressions select; see {@link Targets}. */
    public Vera targets(String... expressions) {
        return withTargets(Targets.of(expressions));
    }

    @Override
    public String peftType() {
        return "VERA";
    }

    @Override
    public Vera withTargets(Targets newTargets) {
        return new Vera(rank, dInitial, seed, newTargets);
    }
}
