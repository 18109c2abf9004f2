package io.adapt4j.method;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidAdapterException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ranks and alphas of the modules of a low-rank method, with the scaling {@code alpha / rank}.
 *
 * @param rank rank of the deltas, at least 1
 * @param alpha numerator of the scaling
 * @param rankPattern other ranks for modules whose path, or the end of it, the key (a name or a regular expression) matches
 * @param alphaPattern other alphas, likewise
 */
public record Ranks(int rank, double alpha, Map<String, Integer> rankPattern, Map<String, Double> alphaPattern) {

    /** The largest rank that is accepted; a larger one is a mistake or an attack. */
    public static final int MAX_RANK = 65_536;

    public Ranks {
        checkRank(rank);
        rankPattern.values().forEach(Ranks::checkRank);
        checkAlpha(alpha);
        alphaPattern.values().forEach(Ranks::checkAlpha);
        rankPattern = Collections.unmodifiableMap(new TreeMap<>(rankPattern));
        alphaPattern = Collections.unmodifiableMap(new TreeMap<>(alphaPattern));
    }

    private static void checkRank(int rank) {
        if (rank < 1 || rank > MAX_RANK) {
            throw new InvalidAdapterException("A rank is between 1 and " + MAX_RANK + ", but was " + rank);
        }
    }

    private static void checkAlpha(double alpha) {
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw new InvalidAdapterException("An alpha is a positive finite number, but was " + alpha);
        }
    }

    /** One rank and alpha for all modules. */
    public static Ranks of(int rank, double alpha) {
        return new Ranks(rank, alpha, Map.of(), Map.of());
    }

    /** Reads {@code r}, {@code rank_pattern}, {@code alpha_pattern} and a field for alpha. */
    public static Ranks read(PeftFields fields, String alphaField) {
        return new Ranks(
                fields.integer("r"),
                fields.number(alphaField),
                fields.integers("rank_pattern"),
                fields.numbers("alpha_pattern"));
    }

    /** Writes what {@link #read} reads. */
    public void write(JsonObject json, String alphaField) {
        json.addProperty("r", rank);
        json.addProperty(alphaField, alpha);
        json.add("rank_pattern", PeftFields.object(rankPattern));
        json.add("alpha_pattern", PeftFields.object(alphaPattern));
    }

    /** The rank on one module. */
    public int rankOf(String modulePath) {
        return ModulePatterns.lookUp(rankPattern, modulePath, rank);
    }

    /** The alpha on one module. */
    public double alphaOf(String modulePath) {
        return ModulePatterns.lookUp(alphaPattern, modulePath, alpha);
    }

    /** {@code alpha / rank} on one module. */
    public double scalingOf(String modulePath) {
        return alphaOf(modulePath) / rankOf(modulePath);
    }
}
