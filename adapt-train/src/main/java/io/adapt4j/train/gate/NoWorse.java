package io.adapt4j.train.gate;

import io.adapt4j.train.evaluate.Evaluation;

/**
 * A metric is not worse than that of the champion by more than a margin.
 *
 * @param metric its name, such as {@code accuracy}
 * @param margin by how much it may be worse, in the metric's unit
 * @param confidence 0 to compare the metrics themselves; else the worse end of the two-sided interval of their difference, found
 *     by paired bootstrap. That takes some hundreds of rows: what never differs among the rows cannot differ among those that are
 *     drawn, so that of few rows the interval is too narrow, and of five that both have right it is [0, 0]. Beside it, a {@link
 *     Threshold} with a confidence bounds a share of right rows exactly
 */
public record NoWorse(String metric, double margin, double confidence) implements Criterion {

    public NoWorse {
        Checks.require(margin >= 0, "margin is 0 or more", margin);
        Checks.confidence(confidence);
    }

    /** A metric that may be worse by a margin on the test data. */
    public static NoWorse than(String metric, double margin) {
        return new NoWorse(metric, margin, 0);
    }

    @Override
    public String describe() {
        return metric + " is worse than the champion's by at most " + margin
                + (confidence > 0 ? ", with confidence " + confidence : "");
    }

    @Override
    public Finding judge(Trial trial) {
        if (trial.champion().isEmpty()) {
            return Finding.withoutChampion(this);
        }
        Figure figure = new Figure(metric);
        Evaluation own = trial.candidate().evaluation();
        Evaluation other = trial.champion().get().evaluation();
        double gain = figure.gain(own, other, trial.rows());
        Interval interval = confidence > 0
                ? Bootstrap.of(trial.rows(), trial.seed(), drawn -> figure.gain(own, other, drawn))
                        .interval(confidence)
                : new Interval(gain, gain, "");
        Finding finding = Finding.of(this, interval.low() >= -margin)
                .figure("measured", figure.of(own, trial.rows()))
                .figure("champion", figure.of(other, trial.rows()))
                .figure("gain", gain)
                .figure("threshold", -margin)
                .figure("rows", trial.rows().length)
                .rows(Losses.of(trial, own, other));
        return confidence > 0 ? finding.interval(interval) : finding;
    }
}
