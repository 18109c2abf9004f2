package io.adapt4j.method.lora;

import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.ModulePatterns;
import io.adapt4j.method.Ranks;
import io.adapt4j.method.Targets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * LoRA: {@code y = x W + s (x A) B} with {@code A [in, rank]}, {@code B [rank, out]} and {@code s = alpha / rank}
 * (Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021), or {@code s = alpha / sqrt(rank)} with
 * {@code rsLora} (Kalajdzievski, "A Rank Stabilization Scaling Factor for Fine-Tuning with LoRA", 2023).
 *
 * @param rank rank of the deltas, at least 1
 * @param alpha numerator of the scaling
 * @param dropout probability with which an element of the input of A is dropped in training, in [0, 1)
 * @param rsLora whether the scaling is rank-stabilised
 * @param targets what is adapted
 * @param rankPattern other ranks for modules whose path, or the end of it, the key (a name or a regular expression) matches
 * @param alphaPattern other alphas, likewise
 * @param initialization what A and B start with in training
 */
public record Lora(
        int rank,
        double alpha,
        double dropout,
        boolean rsLora,
        Targets targets,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern,
        LoraInitialization initialization)
        implements MethodConfig {

    public Lora {
        Objects.requireNonNull(targets, "targets");
        Objects.requireNonNull(initialization, "initialization");
        Ranks ranks = new Ranks(rank, alpha, rankPattern, alphaPattern);
        rankPattern = ranks.rankPattern();
        alphaPattern = ranks.alphaPattern();
        if (!(dropout >= 0 && dropout < 1)) {
            throw new InvalidAdapterException("LoRA dropout is in [0, 1), but was " + dropout);
        }
    }

    /** LoRA of that rank on every linear layer, with {@code alpha = 2 rank} and no dropout, to be refined. */
    public static Lora rank(int rank) {
        return new Lora(
                rank,
                2.0 * rank,
                0,
                false,
                Targets.of(Targets.ALL_LINEAR),
                Map.of(),
                Map.of(),
                LoraInitialization.KAIMING);
    }

    /**
     * LoRA on modules of known ranks whose scaling is in their weights: {@code alpha = rank} on each.
     *
     * @param ranks the rank of each module, by its path; at least one
     */
    public static Lora unscaled(SortedMap<String, Integer> ranks) {
        int common = ranks.values().iterator().next();
        Map<String, Integer> others = new TreeMap<>();
        Map<String, Double> alphas = new TreeMap<>();
        ranks.forEach((module, rank) -> {
            if (rank != common) {
                String pattern = module.replace(".", "\\."); // keys of patterns are regular expressions
                others.put(pattern, rank);
                alphas.put(pattern, (double) rank);
            }
        });
        return new Lora(
                common,
                common,
                0,
                false,
                new Targets(List.copyOf(ranks.keySet())),
                others,
                alphas,
                LoraInitialization.KAIMING);
    }

    public Lora alpha(double newAlpha) {
        return new Lora(rank, newAlpha, dropout, rsLora, targets, rankPattern, alphaPattern, initialization);
    }

    public Lora dropout(double newDropout) {
        return new Lora(rank, alpha, newDropout, rsLora, targets, rankPattern, alphaPattern, initialization);
    }

    public Lora rsLora(boolean newRsLora) {
        return new Lora(rank, alpha, dropout, newRsLora, targets, rankPattern, alphaPattern, initialization);
    }

    /** Adapts what the expressions select; see {@link Targets}. */
    public Lora targets(String... expressions) {
        return withTargets(Targets.of(expressions));
    }

    @Override
    public Lora withTargets(Targets newTargets) {
        return new Lora(rank, alpha, dropout, rsLora, newTargets, rankPattern, alphaPattern, initialization);
    }

    public Lora rankPattern(Map<String, Integer> newRankPattern) {
        return new Lora(rank, alpha, dropout, rsLora, targets, newRankPattern, alphaPattern, initialization);
    }

    public Lora alphaPattern(Map<String, Double> newAlphaPattern) {
        return new Lora(rank, alpha, dropout, rsLora, targets, rankPattern, newAlphaPattern, initialization);
    }

    /** What A and B start with. */
    public Lora initialization(LoraInitialization newInitialization) {
        return new Lora(rank, alpha, dropout, rsLora, targets, rankPattern, alphaPattern, newInitialization);
    }

    /** LoRA of twice the rank, with the same scaling on every module, in which two of this one fit side by side. */
    public Lora ofTwiceTheRank() {
        double factor = rsLora ? Math.sqrt(2) : 2;
        Map<String, Integer> ranks = new TreeMap<>();
        rankPattern.forEach((module, other) -> ranks.put(module, Math.multiplyExact(2, other)));
        Map<String, Double> alphas = new TreeMap<>();
        alphaPattern.forEach((module, other) -> alphas.put(module, factor * other));
        return new Lora(
                Math.multiplyExact(2, rank),
                factor * alpha,
                dropout,
                rsLora,
                targets,
                ranks,
                alphas,
                LoraInitialization.KAIMING);
    }

    @Override
    public String peftType() {
        return "LORA";
    }

    /** The rank on one module. */
    public int rankOf(String modulePath) {
        return ModulePatterns.lookUp(rankPattern, modulePath, rank);
    }

    /** The alpha on one module. */
    public double alphaOf(String modulePath) {
        return ModulePatterns.lookUp(alphaPattern, modulePath, alpha);
    }

    /** The factor {@code s} on one module. */
    public double scalingOf(String modulePath) {
        int moduleRank = rankOf(modulePath);
        return alphaOf(modulePath) / (rsLora ? Math.sqrt(moduleRank) : moduleRank);
    }

    /** As a record's; the usual initialisation is left out, so that the hashes of adapters are what they were before there were others. */
    @Override
    public String toString() {
        return "Lora[rank=" + rank + ", alpha=" + alpha + ", dropout=" + dropout + ", rsLora=" + rsLora + ", targets="
                + targets + ", rankPattern=" + rankPattern + ", alphaPattern=" + alphaPattern
                + (initialization == LoraInitialization.KAIMING ? "" : ", initialization=" + initialization) + "]";
    }
}
