package io.adapt4j.train.gate;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.evaluate.Decision;
import java.util.ArrayList;
import java.util.List;

/**
 * The adapter is as sure as it is right: its expected calibration error over bins of equal width, {@code sum_b n_b / n
 * |accuracy_b - confidence_b|}, is small (Guo et al., "On Calibration of Modern Neural Networks", 2017).
 *
 * @param bins number of bins over (0, 1]
 * @param atMost the error that is allowed, in [0, 1]
 */
public record Calibration(int bins, double atMost) implements Criterion {

    public Calibration {
        Checks.require(bins >= 1, "bins is at least 1", bins);
        Checks.require(atMost >= 0 && atMost <= 1, "atMost is in [0, 1]", atMost);
    }

    /** Fifteen bins, as in the paper. */
    public static Calibration of(double atMost) {
        return new Calibration(15, atMost);
    }

    @Override
    public String describe() {
        return "expected calibration error is at most " + atMost + ", over " + bins + " bins";
    }

    @Override
    public Finding judge(Trial trial) {
        List<Decision> decisions = new ArrayList<>();
        for (int row : trial.rows()) {
            decisions.addAll(trial.candidate().evaluation().decisions(row));
        }
        if (decisions.isEmpty()) {
            throw new InvalidDataException(
                    "Calibration is about probabilities, but the answers to these examples have none; leave it out");
        }
        double error = error(decisions);
        return Finding.of(this, error <= atMost)
                .figure("measured", error)
                .figure("threshold", atMost)
                .figure("rows", trial.rows().length)
                .note(decisions.size() + " decisions");
    }

    double error(List<Decision> decisions) {
        double[] gap = new double[bins];
        for (Decision decision : decisions) {
            int bin = (int) Math.ceil(decision.confidence() * bins) - 1;
            gap[Math.max(0, Math.min(bins - 1, bin))] += (decision.right() ? 1 : 0) - decision.confidence();
        }
        double sum = 0;
        for (double g : gap) {
            sum += Math.abs(g);
        }
        return sum / decisions.size();
    }
}
