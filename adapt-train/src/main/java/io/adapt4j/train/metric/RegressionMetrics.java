package io.adapt4j.train.metric;

import io.adapt4j.task.Regression;
import java.util.List;
import java.util.Map;

/**
 * How near numbers came, over all targets together: {@code r2} the share of the variance that is explained (the mean over the
 * targets), {@code mae} the mean absolute error, {@code rmse} the root of the mean squared error, {@code loss} the mean squared
 * error.
 */
public final class RegressionMetrics {
    private RegressionMetrics() {}

    /**
     * Compares answers with the truth.
     *
     * @param truth the true numbers of each answer, one for each target
     * @throws io.adapt4j.error.InvalidDataException when there are no answers, or not as many truths
     */
    public static Metrics of(List<Regression> answers, List<List<Double>> truth) {
        Counts.requireSame(answers.size(), truth.size());
        int targets = truth.get(0).size();
        double squares = 0;
        double absolutes = 0;
        double explained = 0;
        for (int target = 0; target < targets; target++) {
            double mean = 0;
            for (List<Double> values : truth) {
                mean += values.get(target) / truth.size();
            }
            double left = 0;
            double whole = 0;
            for (int i = 0; i < truth.size(); i++) {
                double actual = truth.get(i).get(target);
                double error = answers.get(i).values().get(target) - actual;
                left += error * error;
                whole += (actual - mean) * (actual - mean);
                absolutes += Math.abs(error);
            }
            squares += left;
            explained += (whole != 0 || Double.isNaN(left) ? 1 - left / whole : 0) / targets;
        }
        double count = (double) targets * truth.size();
        return NamedMetrics.of(
                Map.of("r2", explained, "mae", absolutes / count, "rmse", Math.sqrt(squares / count)),
                "r2",
                squares / count);
    }
}
