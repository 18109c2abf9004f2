package io.adapt4j.train.gate;

import io.adapt4j.train.evaluate.Evaluation;

/**
 * A metric is better than the champion's, and more than chance would make it. For the share of right rows, such as {@code
 * accuracy}, the test is McNemar's in its exact form: among the rows that one of both has right, the candidate has so many that a
 * fair coin would give them with a probability below the level (McNemar, "Note on the sampling error of the difference between
 * correlated proportions or percentages", 1947). For other metrics it is the paired bootstrap. Both are one-sided.
 *
 * @param metric its name, such as {@code accuracy}
 * @param level below which the p-value must be, such as 0.05
 */
public record Better(String metric, double level) implements Criterion {

    public Better {
        Checks.require(level > 0 && level < 1, "level is in (0, 1)", level);
    }

    @Override
    public String describe() {
        return metric + " is better than the champion's, at p < " + level;
    }

    @Override
    public Finding judge(Trial trial) {
        if (trial.champion().isEmpty()) {
            return Finding.withoutChampion(this);
        }
        Figure figure = new Figure(metric);
        Evaluation own = trial.candidate().evaluation();
        Evaluation other = trial.champion().get().evaluation();
        int won = 0;
        int lost = 0;
        for (int row : trial.rows()) {
            won += own.right(row) && !other.right(row) ? 1 : 0;
            lost += other.right(row) && !own.right(row) ? 1 : 0;
        }
        boolean exact = figure.isShare(own);
        double p = exact
                ? mcNemar(won, lost)
                : Bootstrap.of(trial.rows(), trial.seed(), drawn -> figure.gain(own, other, drawn))
                        .notPositive();
        Finding finding = Finding.of(this, p < level)
                .figure("measured", figure.of(own, trial.rows()))
                .figure("champion", figure.of(other, trial.rows()))
                .figure("p", p)
                .figure("threshold", level)
                .figure("rows", trial.rows().length)
                .note(exact ? "exact McNemar test" : "paired bootstrap of " + Bootstrap.RESAMPLES)
                .rows(Losses.of(trial, own, other));
        return exact ? finding.figure("won", won).figure("lost", lost) : finding;
    }

    /** The probability of at least {@code won} heads in {@code won + lost} throws of a fair coin. */
    static double mcNemar(int won, int lost) {
        return Binomial.atLeast(won, won + lost, 0.5);
    }
}
