package io.adapt4j.train.migrate.compare;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What the figures of a comparison say about each strategy. The bounds are rules of thumb: they decide what is tried first and what is not tried,
 * and never what passes.
 */
final class Forecasts {
    /** Names of strategies, cheapest first. */
    private static final String DIRECT = "direct";

    private static final String PROJECTED = "projected";
    private static final String DISTILLED = "distilled";
    private static final String REFINED = "refined";
    private static final String REPLAYED = "replayed";

    /** Weights of independent trainings have a cosine near 0, those of a successor near 1. */
    private static final double RELATED = 0.2;

    private static final double NEAR = 0.8;
    /** Similarity of pooled states from which the new base tells apart what the old one does. */
    private static final double ALIKE = 0.7;

    private static final double UNLIKE = 0.15;

    private Forecasts() {}

    static BaseDiff addTo(BaseDiff diff) {
        return new BaseDiff(
                diff.oldBase(),
                diff.newBase(),
                diff.change(),
                diff.sameVocabulary(),
                diff.oldLayers(),
                diff.newLayers(),
                diff.oldWidth(),
                diff.newWidth(),
                diff.matches(),
                diff.unmatched(),
                diff.pooledCka(),
                diff.texts(),
                List.of(direct(diff), projected(diff), distilled(diff), refined(diff), replayed()));
    }

    private static Forecast direct(BaseDiff diff) {
        if (diff.change() == Change.NONE) {
            return new Forecast(DIRECT, Outlook.LIKELY, "It is the same model.");
        }
        if (diff.matches().isEmpty()
                || !diff.matches().stream().allMatch(ModuleMatch::sameShape)
                || !diff.unmatched().isEmpty()) {
            return new Forecast(DIRECT, Outlook.HOPELESS, "Not every module has a partner of its shape.");
        }
        if (!diff.sameVocabulary()) {
            return new Forecast(DIRECT, Outlook.HOPELESS, "The new base reads texts as other tokens.");
        }
        OptionalDouble cosine = diff.mean(ModuleMatch::weightCosine);
        if (cosine.isEmpty()) {
            return new Forecast(DIRECT, Outlook.POSSIBLE, "The shapes are the same; the weights cannot be compared.");
        }
        String figure = "The weights have a mean cosine of " + number(cosine.getAsDouble()) + ": ";
        if (cosine.getAsDouble() < RELATED) {
            return new Forecast(DIRECT, Outlook.HOPELESS, figure + "they have nothing to do with each other.");
        }
        return cosine.getAsDouble() >= NEAR
                ? new Forecast(DIRECT, Outlook.LIKELY, figure + "a successor of the old base.")
                : new Forecast(DIRECT, Outlook.POSSIBLE, figure + "related, but far from each other.");
    }

    private static Forecast projected(BaseDiff diff) {
        if (diff.texts() == 0) {
            return diff.matches().isEmpty()
                    ? new Forecast(PROJECTED, Outlook.HOPELESS, "No module has a partner, and there are no texts.")
                    : new Forecast(PROJECTED, Outlook.POSSIBLE, "Without texts only weights can be aligned.");
        }
        return byPooled(
                diff, PROJECTED, "a linear map carries the old features well", "a linear map carries part of them");
    }

    private static Forecast distilled(BaseDiff diff) {
        return diff.texts() == 0
                ? new Forecast(DISTILLED, Outlook.HOPELESS, "There are no texts for the old system to teach with.")
                : byPooled(
                        diff, DISTILLED, "the new base has little to learn", "the new base has to learn the task anew");
    }

    private static Forecast refined(BaseDiff diff) {
        return byPooled(diff, REFINED, "a few labels correct what is missing", "a few labels may not be enough");
    }

    private static Forecast replayed() {
        return new Forecast(REPLAYED, Outlook.LIKELY, "It asks nothing of the old base, and costs a whole training.");
    }

    private static Forecast byPooled(BaseDiff diff, String strategy, String near, String far) {
        if (diff.pooledCka().isEmpty()) {
            return new Forecast(
                    strategy, Outlook.POSSIBLE, "There are too few texts to compare what the bases make of them.");
        }
        double cka = diff.pooledCka().getAsDouble();
        String figure = "The pooled states have a CKA of " + number(cka) + ": ";
        if (cka >= ALIKE) {
            return new Forecast(strategy, Outlook.LIKELY, figure + near + ".");
        }
        // Hopeless is what can be seen to be so; a base that sees other things may still learn the task.
        return new Forecast(
                strategy,
                Outlook.POSSIBLE,
                figure + (cka < UNLIKE ? "the bases have little in common, and " : "") + far + ".");
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
