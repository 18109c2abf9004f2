package io.adapt4j.train.search;

import io.adapt4j.error.InvalidDataException;
import java.util.Comparator;
import java.util.Optional;

/**
 * What makes a trial better than another: a metric on the examples that the recipe evaluates on.
 *
 * @param metric its name, or {@value #LOSS}; the task's own where empty
 * @param minimize whether the smaller is the better
 */
public record Goal(Optional<String> metric, boolean minimize) {
    static final String LOSS = "loss";

    /** The task's own metric, the larger the better. */
    public static Goal ofTask() {
        return new Goal(Optional.empty(), false);
    }

    /**
     * The value of the metric.
     *
     * @throws InvalidDataException when the trial has no such metric
     */
    public double value(TrialResult result) {
        String name = metric.orElse(result.primary());
        Double value = result.metrics().get(name);
        if (value == null) {
            throw new InvalidDataException("There is no metric \"" + name + "\" to search by; there are "
                    + result.metrics().keySet());
        }
        return value;
    }

    /** Trials that did not fail, the best first; of equal ones that of the smaller loss, then the earlier. A NaN is the worst. */
    Comparator<TrialResult> order() {
        return Comparator.comparingDouble(this::badness)
                .thenComparingDouble(result -> result.metrics().getOrDefault(LOSS, Double.NaN))
                .thenComparingInt(TrialResult::trial);
    }

    private double badness(TrialResult result) {
        double value = value(result);
        return minimize ? value : -value;
    }
}
