package io.adapt4j.train.gate;

import io.adapt4j.train.data.Example;
import io.adapt4j.train.evaluate.AnswerForm;
import io.adapt4j.train.evaluate.ComparedRow;
import io.adapt4j.train.evaluate.Evaluation;
import java.util.Arrays;
import java.util.List;

/**
 * The candidate answers the texts of the test data as the champion does, right or wrong. Nobody needs to know the right answers. The texts
 * themselves are not in the finding, for they may be those of customers.
 *
 * @param share of the texts for which that must hold, in [0, 1]
 * @param tolerance how far answers may be apart: 0 for labels and entities; a difference for numbers, 1 - cosine for embeddings
 * @param confidence 0 to compare the share itself; else the worse end of its exact two-sided interval of this confidence
 */
public record Agreement(double share, double tolerance, double confidence) implements Criterion {

    public Agreement {
        Checks.share(share);
        Checks.tolerance(tolerance);
        Checks.confidence(confidence);
    }

    @Override
    public String describe() {
        return "answers are the champion's for at least " + share + " of the texts"
                + (confidence > 0 ? ", with confidence " + confidence : "");
    }

    @Override
    public Finding judge(Trial trial) {
        if (trial.champion().isEmpty()) {
            return Finding.withoutChampion(this);
        }
        int rows = trial.rows().length;
        int same = isOfLabels(trial) ? sameLabels(trial) : within(trial);
        double measured = (double) same / rows;
        Interval interval =
                confidence > 0 ? Binomial.interval(same, rows, confidence) : new Interval(measured, measured, "");
        Finding finding = Finding.of(this, interval.low() >= share)
                .figure("measured", measured)
                .figure("threshold", share)
                .figure("rows", rows);
        return confidence > 0 ? finding.interval(interval) : finding;
    }

    /** Whether the answers are labels, which are in the evaluations already. */
    private static boolean isOfLabels(Trial trial) {
        return trial.data().examples().stream().allMatch(Example.class::isInstance);
    }

    private static int sameLabels(Trial trial) {
        Evaluation before = trial.champion().orElseThrow().evaluation();
        Evaluation after = trial.candidate().evaluation();
        return (int) Arrays.stream(trial.rows())
                .filter(row -> before.row(row).given().equals(after.row(row).given()))
                .count();
    }

    private int within(Trial trial) {
        List<String> texts = Arrays.stream(trial.rows())
                .mapToObj(trial.candidate().evaluation()::row)
                .map(ComparedRow::text)
                .toList();
        List<?> before = trial.champion().orElseThrow().answers(texts);
        List<?> after = trial.candidate().answers(texts);
        int same = 0;
        for (int i = 0; i < texts.size(); i++) {
            same += AnswerForm.distance(before.get(i), after.get(i)) <= tolerance ? 1 : 0;
        }
        return same;
    }
}
