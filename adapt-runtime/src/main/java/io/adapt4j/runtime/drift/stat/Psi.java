package io.adapt4j.runtime.drift.stat;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Population stability index over bins that hold equal shares of the reference: {@code sum (w - r) ln(w / r)} of the
 * shares w of the window and r of the reference (Siddiqi 2006), each count plus one half so that none is zero. Without
 * drift {@code PSI / (1/m + 1/n)} has a chi-square distribution with one degree of freedom less than bins (Yurdakul and
 * Naranjo 2020), where m and n are the sizes.
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
        double scaled = psi / (1.0 / reference.length + 1.0 / window.length);
        double p = used < 2 ? 1 : ChiSquaredDistribution.of(used - 1).survivalProbability(scaled);
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

    private static int[] counts(double[] values, double[] edges) {
        int[] counts = new int[edges.length + 1];
        for (double value : values) {
            int at = Arrays.binarySearch(edges, value);
            counts[at >= 0 ? at : -at - 1]++;
        }
        return counts;
    }
}
