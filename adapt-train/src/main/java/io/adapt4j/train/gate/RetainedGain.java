package io.adapt4j.train.gate;

import io.adapt4j.train.evaluate.Evaluation;

/**
 * What the candidate adds to its base is at least a share of what the champion adds to its own: {@code m - floor >= share (champion - championFloor)}
 * for a metric of which more is better. For an adapter on a new base against the one that it replaces on the old base. A new base that is better by
 * itself leaves less to add, so that the floor is at most that of the champion: what is asked then is {@code m >= championFloor + share (champion -
 * championFloor)}. Where the champion adds nothing, the candidate has to be at least as good as it is.
 *
 * @param metric its name, such as {@code accuracy}
 * @param share of the champion's gain, positive
 * @param confidence 0 to compare the metrics themselves; else the worse end of the two-sided interval of the difference of both sides, found by
 *     paired bootstrap over the rows; the floors are taken as they are. It takes some hundreds of rows, as in {@link NoWorse}: of few the
 *     interval is too narrow, and of five that both have right it has no width
 * @param floor the metric of the candidate's base without an adapter
 * @param championFloor the metric of the champion's base without an adapter
 */
public record RetainedGain(String metric, double share, double confidence, double floor, double championFloor)
        implements Criterion {

    public RetainedGain {
        Checks.require(share > 0, "share is positive", share);
        Checks.confidence(confidence);
        Checks.require(Double.isFinite(floor), "floor is finite", floor);
        Checks.require(Double.isFinite(championFloor), "championFloor is finite", championFloor);
    }

    @Override
    public String describe() {
        return "at least " + share + " of the champion's gain in " + metric + " is kept"
                + (confidence > 0 ? ", with confidence " + confidence : "");
    }

    @Override
    public Finding judge(Trial trial) {
        if (trial.champion().isEmpty()) {
            return Finding.withoutChampion(this);
        }
        Evaluation own = trial.candidate().evaluation();
        Evaluation other = trial.champion().get().evaluation();
        double championGain = gain(other, championFloor, trial.rows());
        double margin = margin(own, other, trial.rows());
        Interval interval = confidence > 0
                ? Bootstrap.of(trial.rows(), trial.seed(), drawn -> margin(own, other, drawn))
                        .interval(confidence)
                : new Interval(margin, margin, "");
        Finding finding = Finding.of(this, interval.low() >= 0)
                .figure("threshold", share)
                .figure("margin", margin)
                .figure("candidate", new Figure(metric).of(own, trial.rows()))
                .figure("champion", new Figure(metric).of(other, trial.rows()))
                .figure("floor", floor)
                .figure("championFloor", championFloor)
                .figure("rows", trial.rows().length)
                .rows(Losses.of(trial, own, other));
        if (championGain > 0) {
            finding = finding.figure("measured", gain(own, lower(), trial.rows()) / championGain);
        }
        return confidence > 0 ? finding.interval(interval).note("the interval is that of the margin") : finding;
    }

    /** By how much the candidate's gain is larger than what is asked of it. */
    private double margin(Evaluation own, Evaluation other, int[] rows) {
        double championGain = gain(other, championFloor, rows);
        return championGain > 0
                ? gain(own, lower(), rows) - share * championGain
                : new Figure(metric).gain(own, other, rows);
    }

    /** The worse of both floors. */
    private double lower() {
        return new Figure(metric).smallerIsBetter() ? Math.max(floor, championFloor) : Math.min(floor, championFloor);
    }

    private double gain(Evaluation evaluation, double base, int[] rows) {
        Figure figure = new Figure(metric);
        double difference = figure.of(evaluation, rows) - base;
        return figure.smallerIsBetter() ? -difference : difference;
    }
}
