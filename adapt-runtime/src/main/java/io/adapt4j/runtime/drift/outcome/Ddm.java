package io.adapt4j.runtime.drift.outcome;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The drift detection method (Gama et al. 2004): the error rate p of n outcomes has the deviation {@code s = sqrt(p (1 - p) / n)}; a rise is where
 * {@code p + s} reaches {@code p_min + level s_min}, those of the outcome where {@code p + s} was smallest. Gama's level is 3, which is
 * left by chance now and again, for the minimum is chosen among many, most of all among the first. {@link #calibrated} leaves out more
 * of these than the paper's 30, finds the level that a wanted rate of false alarms needs by simulation, alarms once at most in
 * as many outcomes as were simulated, and then begins anew.
 */
public final class Ddm implements ChangeDetector {
    private static final int LEAST = 300;
    private static final int FEWEST_RUNS = 500;
    private static final int MOST_RUNS = 5_000;

    private final double level;
    private final int least;
    private final int horizon;
    private boolean quiet;
    private long outcomes;
    private long errors;
    private double lowest;
    private double lowestRate;
    private double lowestDeviation;
    private double statistic;

    /**
     * @param level deviations above the lowest point
     * @param least of fewer outcomes nothing is concluded
     * @param horizon after so many outcomes it begins anew, and after an alarm not before
     */
    Ddm(double level, int least, int horizon) {
        this.level = level;
        this.least = least;
        this.horizon = horizon;
        restart();
    }

    /**
     * With the level at which simulated streams of a constant error rate give the wanted false alarms, in 5,000 streams at most: with fewer
     * than one in a few thousand, their largest is taken.
     */
    static Ddm calibrated(double errorRate, double falseAlarms, long seed) {
        int runs = (int) Math.min(MOST_RUNS, Math.max(FEWEST_RUNS, Math.ceil(10 / falseAlarms)));
        SplittableRandom random = new SplittableRandom(seed);
        double[] largest = new double[runs];
        for (int run = 0; run < runs; run++) {
            Ddm endless = new Ddm(Double.POSITIVE_INFINITY, LEAST, PER);
            for (int i = 0; i < PER; i++) {
                endless.add(random.nextDouble() < errorRate);
                largest[run] = Math.max(largest[run], endless.statistic);
            }
        }
        Arrays.sort(largest);
        double allowed = runs * falseAlarms;
        // Two deviations fewer, for the quantile of so many streams is not exact.
        int above = (int) Math.max(0, allowed - 2 * Math.sqrt(allowed));
        return new Ddm(Math.nextUp(largest[runs - 1 - above]), LEAST, PER);
    }

    @Override
    public String method() {
        return "DDM";
    }

    @Override
    public boolean add(boolean error) {
        if (outcomes == horizon) {
            restart();
        }
        outcomes++;
        errors += error ? 1 : 0;
        double rate = (double) errors / outcomes;
        double deviation = Math.sqrt(rate * (1 - rate) / outcomes);
        if (quiet || outcomes < least || deviation == 0) {
            return false;
        }
        if (rate + deviation <= lowest) {
            lowest = rate + deviation;
            lowestRate = rate;
            lowestDeviation = deviation;
        }
        statistic = (rate + deviation - lowestRate) / lowestDeviation;
        if (statistic < level) {
            return false;
        }
        quiet = true;
        return true;
    }

    private void restart() {
        quiet = false;
        outcomes = 0;
        errors = 0;
        lowest = Double.POSITIVE_INFINITY;
    }

    @Override
    public double statistic() {
        return statistic;
    }

    @Override
    public double threshold() {
        return level;
    }
}
