package io.adapt4j.train.gate;

import io.adapt4j.train.evaluate.Evaluation;

/**
 * A metric reaches a value: is at least that for metrics of which more is better, at most that for {@code loss}, {@code mae} and
 * {@code rmse}.
 *
 * @param metric its name, such as {@code accuracy}
 * @param value what it must reach
 * @param confidence 0 to compare the metric itself; else the worse end of its two-sided interval of this confidence must reach
 *     the value, such as 0.95. The interval of a share of right rows is the exact one of a binomial probability, which says
 *     how little a few examples show; others are found by bootstrap
 */
public record Threshold(String metric, double value, double confidence) implements Criterion {

    public Threshold {
        Checks.require(Double.isFinite(value), "value is finite", value);
        Checks.confidence(confidence);
    }

    /** A metric that must reach a value on the test data, whatever it might be on others. */
    public static Threshold of(String metric, double value) {
        return new Threshold(metric, value, 0);
    }

    @Override
    public String describe() {
        return metric
                + (new Figure(metric).smallerIsBetter() ? " is at most " : " is at least ")
                + value
                + (confidence > 0 ? ", with confidence " + confidence : "");
    }

    @Override
    public Finding judge(Trial trial) {
        Figure figure = new Figure(metric);
        Evaluation evaluation = trial.candidate().evaluation();
        double measured = figure.of(evaluation, trial.rows());
        Interval interval =
                confidence > 0 ? figure.interval(evaluation, trial, confidence) : new Interval(measured, measured, "");
        boolean passed = figure.smallerIsBetter() ? interval.high() <= value : interval.low() >= value;
        Finding finding = Finding.of(this, passed)
                .figure("measured", measured)
                .figure("threshold", value)
                .figure("rows", trial.rows().length)
                .rows(evaluation.worst(trial.rows(), Finding.ROWS));
        return confidence > 0 ? finding.interval(interval) : finding;
    }
}
