package io.adapt4j.train.migrate.compare;

import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.TargetModule;
import io.adapt4j.error.InvalidDataException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What is different between an old base and a new one, and which way of migrating adapters that speaks for. The same bases and texts give the
 * same comparison.
 *
 * @param oldBase the hash of the old base
 * @param newBase the hash of the new base
 * @param change what is different
 * @param sameVocabulary whether both read texts with the same tokenizer, as far as the probe texts show
 * @param oldLayers the most modules of one role that the old base has
 * @param newLayers the same of the new base
 * @param oldWidth the size of the old base's hidden states; 0 where there were no texts
 * @param newWidth the same of the new base
 * @param matches the modules of the old base that have a partner in the new one, in the old base's order
 * @param unmatched the paths of those that have none
 * @param pooledCka the similarity of what both make of the texts as a whole, their pooled hidden states; empty where there are too few texts
 * @param texts how many probe texts there were
 * @param forecasts what to expect of each strategy, cheapest first
 */
public record BaseDiff(
        ContentHash oldBase,
        ContentHash newBase,
        Change change,
        boolean sameVocabulary,
        int oldLayers,
        int newLayers,
        int oldWidth,
        int newWidth,
        List<ModuleMatch> matches,
        List<String> unmatched,
        OptionalDouble pooledCka,
        int texts,
        List<Forecast> forecasts) {

    /** Texts beyond so many are not looked at; they would change little. */
    public static final int PROBE_TEXTS = 64;

    public BaseDiff {
        matches = List.copyOf(matches);
        unmatched = List.copyOf(unmatched);
        forecasts = List.copyOf(forecasts);
    }

    /** As {@link #between(TextBase, TextBase, List)}. */
    public static BaseDiff between(TextBase oldBase, TextBase newBase, String... probeTexts) {
        return between(oldBase, newBase, List.of(probeTexts));
    }

    /**
     * Compares two bases.
     *
     * @param probeTexts texts of the kind that the adapters answer, of which the first {@link #PROBE_TEXTS} are looked at; none to compare weights
     *     alone
     * @throws InvalidDataException when a tokenizer does not fit its base
     */
    public static BaseDiff between(TextBase oldBase, TextBase newBase, List<String> probeTexts) {
        return new Comparing(oldBase, newBase, probeTexts.subList(0, Math.min(PROBE_TEXTS, probeTexts.size())))
                .compare();
    }

    /** The partner of a module of the old base. */
    public Optional<ModuleMatch> match(String oldModule) {
        return matches.stream()
                .filter(match -> match.from().path().equals(oldModule))
                .findFirst();
    }

    /** The partners of a module of the new base, of which a deeper old base can have several. */
    public List<ModuleMatch> matchesOf(TargetModule newModule) {
        return matches.stream().filter(match -> match.to().equals(newModule)).toList();
    }

    /** What to expect of a strategy; empty for one that is not known here. */
    public Optional<Forecast> forecast(String strategy) {
        return forecasts.stream()
                .filter(forecast -> forecast.strategy().equals(strategy))
                .findFirst();
    }

    /** The mean over the matches that have a figure. */
    public OptionalDouble mean(Function<ModuleMatch, OptionalDouble> figure) {
        return matches.stream()
                .map(figure)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
    }

    /** As JSON; the same comparison gives the same text. */
    public JsonObject toJson() {
        return DiffPage.json(this);
    }

    /** As a page of Markdown, for people. */
    public String toMarkdown() {
        return DiffPage.markdown(this);
    }
}
