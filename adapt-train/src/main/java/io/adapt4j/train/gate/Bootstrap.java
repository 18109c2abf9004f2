package io.adapt4j.train.gate;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * What a figure would have been on other data of the same kind: it is computed anew on rows drawn with repetition (Efron and
 * Tibshirani, "An Introduction to the Bootstrap", 1993). The same seed draws the same rows.
 */
final class Bootstrap {
    /** One less than a round number, so that the usual percentiles are values themselves. */
    static final int RESAMPLES = 999;

    private final double[] sorted;

    private Bootstrap(double[] sorted) {
        this.sorted = sorted;
    }

    /** Draws as many of the rows as there are, again and again, and computes the figure of each draw. */
    static Bootstrap of(int[] rows, long seed, ToDoubleFunction<int[]> figure) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[RESAMPLES];
        int[] drawn = new int[rows.length];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < drawn.length; j++) {
                drawn[j] = rows[random.nextInt(rows.length)];
            }
            values[i] = figure.applyAsDouble(drawn);
        }
        Arrays.sort(values);
        return new Bootstrap(values);
    }

    /** The percentile interval; its ends are NaN, which reaches no threshold, where the figure of a draw is. */
    Interval interval(double confidence) {
        double tail = (1 - confidence) / 2;
        String method = "bootstrap of " + RESAMPLES;
        return Double.isNaN(sorted[RESAMPLES - 1]) // where the order puts a NaN
                ? new Interval(Double.NaN, Double.NaN, method)
                : new Interval(percentile(tail), percentile(1 - tail), method);
    }

    private double percentile(double share) {
        int rank = (int) Math.round((RESAMPLES + 1) * share);
        return sorted[Math.max(1, Math.min(RESAMPLES, rank)) - 1];
    }

    /**
     * The p-value of the figure not being positive: the share of draws that say so, counting the data themselves as one (Davison
     * and Hinkley, "Bootstrap Methods and their Application", 1997, 4.4).
     */
    double notPositive() {
        long against = Arrays.stream(sorted).filter(value -> !(value > 0)).count();
        return (1.0 + against) / (1 + RESAMPLES);
    }
}
