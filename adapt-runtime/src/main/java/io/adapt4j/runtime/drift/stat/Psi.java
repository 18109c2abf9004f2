package io.adapt4j.runtime.drift.stat;

import java.util.Arrays;
import org.apache.commons.statistics.inference.ChiSquareTest;

/**
 * Population stability index over bins that hold equal shares of the reference: {@code sum (w - r) ln(w / r)} of the
 * shares w of the window and r of the reference (Siddiqi 2006), each count plus one half so that none is zero. How likely it is without
 * drift is told by Pearson's chi-square of the same counts, to which {@code PSI / (1/m + 1/n)} comes near for large sizes m and n (Yurdakul and
 * Naranjo 2020); for windows of some hundred values it exceeds its chi-square distribution more often than it should, and Pearson's does not.
 */
public final class Psi {
    private Psi() {}

    /**
     * The index and how likely it is without drift.
     *
     * @param bins how many there are; fewer where values of the reference come often
     * @param pValue 1 where there is one bin
     */
    public record Result(double psi, int bins, double pValue) {}

    /**
     * @param reference finite, not empty
     * @param window finite, not empty
     * @param bins at least 2
     */
    public static Result test(double[] reference, double[] window, int bins) {
        double[] edges = edges(reference, bins);
        int[] r = counts(reference, edges);
        int[] w = counts(window, edges);
        int used = r.length;
        double psi = 0;
        for (int bin = 0; bin < used; bin++) {
            double a = (r[bin] + 0.5) / (reference.length + 0.5 * used);
            double b = (w[bin] + 0.5) / (window.length + 0.5 * used);
            psi += (b - a) * StrictMath.log(b / a);
        }
        double p = used < 2
                ? 1
                : ChiSquareTest.withDefaults()
                        .test(new long[][] {longs(r), longs(w)})
                        .getPValue();
        return new Result(psi, used, p);
    }

    /** The largest value of each bin but the last, ascending and different. */
    static double[] edges(double[] reference, int bins) {
        double[] sorted = reference.clone();
        Arrays.sort(sorted);
        double[] edges = new double[bins - 1];
        for (int bin = 1; bin < bins; bin++) {
            edges[bin - 1] = sorted[(int) ((long) bin * sorted.length / bins)];
        }
        double largest = sorted[sorted.length - 1];
        return Arrays.stream(edges).filter(edge -> edge < largest).distinct().toArray();
    }

    private static long[] longs(int[] counts) {
        return Arrays.stream(counts).asLongStream().toArray();
    }

    private static int[] counts(double[] values, double[] edges) {
        int[] counts = new int[edges.length + 1];
        for (double value : values) {
            int at = Arrays.binarySearch(edges, value);
            counts[at >= 0 ? at : -at - 1]++;
        }
        return counts;
    }
}
