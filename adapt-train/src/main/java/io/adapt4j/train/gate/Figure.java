package io.adapt4j.train.gate;

import io.adapt4j.train.evaluate.Evaluation;
import java.util.Set;

/** A metric over some rows, and whether it should be large. */
record Figure(String metric) {
    private static final Set<String> SMALLER_IS_BETTER = Set.of("loss", "mae", "rmse");

    boolean smallerIsBetter() {
        return SMALLER_IS_BETTER.contains(metric);
    }

    double of(Evaluation evaluation, int[] rows) {
        return evaluation.metrics(rows).value(metric);
    }

    /** By how much the candidate is better than the champion; negative where it is worse. */
    double gain(Evaluation candidate, Evaluation champion, int[] rows) {
        double difference = of(candidate, rows) - of(champion, rows);
        return smallerIsBetter() ? -difference : difference;
    }

    /** Whether it is the share of right rows, which has an exact distribution. */
    boolean isShare(Evaluation evaluation) {
        return evaluation.share().filter(metric::equals).isPresent();
    }

    /** Where the metric lies, with some confidence. */
    Interval interval(Evaluation evaluation, Trial trial, double confidence) {
        int[] rows = trial.rows();
        if (isShare(evaluation)) {
            int right = 0;
            for (int row : rows) {
                right += evaluation.right(row) ? 1 : 0;
            }
            return Binomial.interval(right, rows.length, confidence);
        }
        return Bootstrap.of(rows, trial.seed(), drawn -> of(evaluation, drawn)).interval(confidence);
    }
}
