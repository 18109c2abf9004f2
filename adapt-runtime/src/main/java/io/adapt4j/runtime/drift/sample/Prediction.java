package io.adapt4j.runtime.drift.sample;

import io.adapt4j.task.Classification;
import io.adapt4j.task.Entities;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.Regression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What monitors look at in an answer; NaN and null where the task has none.
 *
 * @param label the label given: of several labels the most probable, {@code (none)} if none reached its threshold
 * @param confidence the largest probability, in [0, 1]
 * @param entropy of the probabilities, in nats; of several labels the mean of each label's own
 * @param value the first number of a regression, or the number of entities
 */
public record Prediction(@Nullable String label, double confidence, double entropy, double value) {
    /** No answer that says anything. */
    public static final Prediction NONE = new Prediction(null, Double.NaN, Double.NaN, Double.NaN);

    /** Of an answer of any task. */
    public static Prediction of(Object answer) {
        if (answer instanceof Classification c) {
            double entropy = 0;
            for (float p : c.probabilities()) {
                entropy += surprise(p);
            }
            return new Prediction(c.label(), c.probability(), entropy, Double.NaN);
        }
        if (answer instanceof MultiLabel m) {
            return multiLabel(m.labels(), m.probabilities(), m.threshold());
        }
        if (answer instanceof Regression r) {
            return new Prediction(null, Double.NaN, Double.NaN, r.values().get(0));
        }
        if (answer instanceof Entities e) {
            return new Prediction(null, Double.NaN, Double.NaN, e.found().size());
        }
        return NONE;
    }

    private static Prediction multiLabel(List<String> labels, List<Float> probabilities, double threshold) {
        int best = 0;
        double entropy = 0;
        for (int i = 0; i < labels.size(); i++) {
            best = probabilities.get(i) > probabilities.get(best) ? i : best;
            entropy += surprise(probabilities.get(i)) + surprise(1 - probabilities.get(i));
        }
        double confidence = probabilities.get(best);
        return new Prediction(
                confidence >= threshold ? labels.get(best) : "(none)", confidence, entropy / labels.size(), Double.NaN);
    }

    private static double surprise(double p) {
        return p > 0 ? -p * StrictMath.log(p) : 0;
    }
}
