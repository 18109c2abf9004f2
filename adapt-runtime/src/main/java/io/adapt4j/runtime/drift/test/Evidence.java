package io.adapt4j.runtime.drift.test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Explains a comparison of two sets of numbers: both in few numbers, their histograms, and rows from where the window has grown. */
final class Evidence {
    private static final int BINS = 12;
    private static final int ROWS = 5;

    private final String axis;
    private final double[] reference;
    private final double[] window;
    private final List<Long> ids;
    private final double low;
    private final double width;

    /**
     * @param axis what the numbers are
     * @param ids of the window's numbers, in their order
     */
    Evidence(String axis, double[] reference, double[] window, List<Long> ids) {
        this.axis = axis;
        this.reference = reference;
        this.window = window;
        this.ids = ids;
        low = Math.min(min(reference), min(window));
        double high = -Math.min(min(negative(reference)), min(negative(window)));
        width = high > low ? (high - low) / BINS : 1;
    }

    Finding finding(String test, String method, double statistic, String effectName, double effect, double pValue) {
        List<Double> before = shares(reference);
        List<Double> now = shares(window);
        List<String> ticks = new ArrayList<>();
        int grown = 0;
        for (int bin = 0; bin < BINS; bin++) {
            ticks.add(String.format(Locale.ROOT, "%.3g", low + (bin + 0.5) * width));
            grown = now.get(bin) - before.get(bin) > now.get(grown) - before.get(grown) ? bin : grown;
        }
        List<Long> rows = new ArrayList<>();
        for (int i = 0; i < window.length && rows.size() < ROWS; i++) {
            if (bin(window[i]) == grown) {
                rows.add(ids.get(i));
            }
        }
        return new Finding(
                test,
                method,
                statistic,
                effectName,
                effect,
                Math.min(1, pValue),
                Double.NaN,
                Double.NaN,
                Side.of(reference),
                Side.of(window),
                new Plot(axis, "share", ticks, before, now),
                rows);
    }

    private List<Double> shares(double[] values) {
        double[] shares = new double[BINS];
        for (double value : values) {
            shares[bin(value)] += 1.0 / values.length;
        }
        return Arrays.stream(shares).boxed().toList();
    }

    private int bin(double value) {
        return (int) Math.min(BINS - 1, (value - low) / width);
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElse(0);
    }

    private static double[] negative(double[] values) {
        return Arrays.stream(values).map(x -> -x).toArray();
    }
}
