package io.adapt4j.runtime.drift.outcome;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adaptive windowing, ADWIN2 (Bifet and Gavalda 2007): a window over the latest outcomes that drops its older part whenever two parts have
 * means that differ by more than chance allows. It is kept as an exponential histogram: buckets of 1, 2, 4, ... outcomes, at
 * most {@value #BUCKETS} of a size, so that its size grows with the logarithm of what it covers.
 *
 * <p>Two parts of n0 and n1 outcomes differ when {@code |m0 - m1| >= sqrt(2 v L / m) + 2 L / (3 m)}, with {@code 1/m = 1/n0 + 1/n1}, v the window's variance, {@code L = ln(2 n / c)} for
 * n outcomes in it, and confidence c. With no change, a part is dropped at one check with a chance of at most c (theorem 3.1).
 * It is checked after every {@value #CLOCK} outcomes, so that {@code c = f * 32 / N} keeps the expected number of false alarms in N outcomes at
 * f or less. Only a rise of the error rate is an alarm; a fall shortens the window too.
 */
public final class Adwin implements ChangeDetector {
    static final int BUCKETS = 5;
    static final int CLOCK = 32;
    /** Parts of fewer outcomes are not compared. */
    private static final int LEAST = 5;

    private final double confidence;
    /** Sizes doubling, oldest first in each; the last list has the oldest buckets of all. */
    private final List<List<Integer>> buckets = new ArrayList<>();

    private long outcomes;
    private long width;
    private long errors;
    private double statistic;

    Adwin(double falseAlarms) {
        confidence = falseAlarms * CLOCK / PER;
    }

    @Override
    public String method() {
        return "ADWIN";
    }

    @Override
    public boolean add(boolean error) {
        insert(0, error ? 1 : 0);
        width++;
        errors += error ? 1 : 0;
        return ++outcomes % CLOCK == 0 && shrink();
    }

    /** Adds a bucket of {@code 2^size} outcomes, and joins the two oldest of a size that are too many. */
    private void insert(int size, int sum) {
        if (buckets.size() == size) {
            buckets.add(new ArrayList<>(BUCKETS + 1));
        }
        List<Integer> row = buckets.get(size);
        row.add(sum);
        if (row.size() > BUCKETS) {
            insert(size + 1, row.remove(0) + row.remove(0));
        }
    }

    /** Drops the oldest bucket as long as some two parts differ; whether the newer part had more errors at the last. */
    private boolean shrink() {
        boolean rose = false;
        statistic = 0;
        Boolean rise = cut();
        while (rise != null) {
            rose = rise;
            List<Integer> oldest = buckets.get(buckets.size() - 1);
            width -= 1L << (buckets.size() - 1);
            errors -= oldest.remove(0);
            if (oldest.isEmpty()) {
                buckets.remove(buckets.size() - 1);
            }
            rise = cut();
        }
        return rose;
    }

    /** Whether the newer of two parts has more errors, of the first two that differ; null if none do. */
    private @Nullable Boolean cut() {
        double mean = (double) errors / width;
        double variance = mean * (1 - mean);
        double log = StrictMath.log(2 * width / confidence);
        long olderWidth = 0;
        long olderErrors = 0;
        for (int size = buckets.size() - 1; size >= 0; size--) {
            for (int sum : buckets.get(size)) {
                olderWidth += 1L << size;
                olderErrors += sum;
                long newerWidth = width - olderWidth;
                if (olderWidth < LEAST || newerWidth < LEAST) {
                    continue;
                }
                double difference = (double) (errors - olderErrors) / newerWidth - (double) olderErrors / olderWidth;
                double inverse = 1.0 / olderWidth + 1.0 / newerWidth;
                double bound = Math.sqrt(2 * inverse * variance * log) + 2.0 / 3 * inverse * log;
                statistic = Math.max(statistic, Math.abs(difference) / bound);
                if (Math.abs(difference) >= bound) {
                    return difference > 0;
                }
            }
        }
        return null;
    }

    /** The buckets in use. */
    int buckets() {
        return buckets.stream().mapToInt(List::size).sum();
    }

    /** The outcomes in the window. */
    long width() {
        return width;
    }

    /** The errors in the window. */
    long errors() {
        return errors;
    }

    /** The largest difference of two parts, as a multiple of what chance allows. */
    @Override
    public double statistic() {
        return statistic;
    }

    @Override
    public double threshold() {
        return 1;
    }
}
