package io.adapt4j.runtime.drift.stat;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Maximum mean discrepancy of two samples (Gretton et al. 2012, equation 3, unbiased) with the kernel
 * {@code exp(-|x - y|^2 / (2 s^2))}, where {@code s^2} is the median squared distance of the joined sample. Whether it is large is
 * found by permuting who belongs to which sample. Permuting ends once that is plain (Besag and Clifford 1991), so that it
 * takes long only where there is drift; the p-value is valid all the same.
 */
public final class Mmd {
    /** After so many permutations that are as large as what was measured, more would not change the verdict. */
    private static final int ENOUGH = 10;

    private final double[][] kernel;
    private final int first;
    /** Of each row, without the diagonal. */
    private final double[] sums;

    private final double total;

    private Mmd(double[][] kernel, int first) {
        this.kernel = kernel;
        this.first = first;
        this.sums = new double[kernel.length];
        for (int i = 0; i < kernel.length; i++) {
            for (int j = 0; j < kernel.length; j++) {
                sums[i] += i == j ? 0 : kernel[i][j];
            }
        }
        this.total = Arrays.stream(sums).sum();
    }

    /**
     * @param x {@code [m][width]}, m at least 2
     * @param y {@code [n][width]}, n at least 2
     */
    public static Mmd of(float[][] x, float[][] y) {
        float[][] joined = Arrays.copyOf(x, x.length + y.length);
        System.arraycopy(y, 0, joined, x.length, y.length);
        double[][] kernel = squaredDistances(joined);
        double scale = median(kernel);
        for (int i = 0; i < kernel.length; i++) {
            for (int j = 0; j < i; j++) {
                double distance = kernel[i][j];
                kernel[i][j] = scale == 0 ? (distance == 0 ? 1 : 0) : StrictMath.exp(-distance / (2 * scale));
                kernel[j][i] = kernel[i][j];
            }
        }
        return new Mmd(kernel, x.length);
    }

    /** The statistic; around 0 without drift, where it may be negative. */
    public double statistic() {
        int[] order = new int[first];
        for (int i = 0; i < first; i++) {
            order[i] = i;
        }
        return statistic(order);
    }

    /**
     * How likely a statistic as large is without drift.
     *
     * @param most permutations at most; no p-value is below {@code 1 / (most + 1)}
     */
    public double pValue(int most, SplittableRandom random) {
        double measured = statistic();
        int[] order = new int[kernel.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        int larger = 0;
        for (int drawn = 1; drawn <= most; drawn++) {
            for (int i = 0; i < first; i++) {
                int j = i + random.nextInt(order.length - i);
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            larger += statistic(order) >= measured - 1e-15 ? 1 : 0;
            if (larger == ENOUGH) {
                return (double) larger / drawn;
            }
        }
        return (larger + 1.0) / (most + 1.0);
    }

    /**
     * How much more each of the joined sample is like the second than like the first: the witness function (Gretton et al. 2012, section
     * 2.3), each point itself left out.
     */
    public double[] witness() {
        double[] witness = new double[kernel.length];
        for (int i = 0; i < kernel.length; i++) {
            double x = 0;
            double y = 0;
            for (int j = 0; j < kernel.length; j++) {
                if (j != i && j < first) {
                    x += kernel[i][j];
                } else if (j != i) {
                    y += kernel[i][j];
                }
            }
            int second = kernel.length - first;
            witness[i] = y / (i < first ? second : second - 1) - x / (i < first ? first - 1 : first);
        }
        return witness;
    }

    /** Of the sample that the first entries of an order make, and the others. The sums over all pairs are known. */
    private double statistic(int[] order) {
        double m = first;
        double n = kernel.length - m;
        double within = 0;
        double touching = 0;
        for (int i = 0; i < first; i++) {
            double[] row = kernel[order[i]];
            for (int j = 0; j < i; j++) {
                within += row[order[j]];
            }
            touching += sums[order[i]];
        }
        double xx = 2 * within;
        double xy = touching - xx;
        double yy = total - xx - 2 * xy;
        return xx / (m * (m - 1)) + yy / (n * (n - 1)) - 2 * xy / (m * n);
    }

    /** {@code |a - b|^2 = |a|^2 + |b|^2 - 2 a b}, of points less their mean, so that little is lost. */
    private static double[][] squaredDistances(float[][] points) {
        double[] mean = Vectors.mean(points);
        double[][] centred =
                Arrays.stream(points).map(point -> Vectors.centred(point, mean)).toArray(double[][]::new);
        double[][] distances = new double[points.length][points.length];
        for (int i = 0; i < points.length; i++) {
            distances[i][i] = Vectors.dot(centred[i], centred[i], mean.length);
            for (int j = 0; j < i; j++) {
                double product = Vectors.dot(centred[i], centred[j], mean.length);
                distances[i][j] = Math.max(0, distances[i][i] + distances[j][j] - 2 * product);
                distances[j][i] = distances[i][j];
            }
        }
        return distances;
    }

    /** Of all pairs of different points; of an even number the lower middle. */
    private static double median(double[][] distances) {
        int size = distances.length;
        double[] pairs = new double[size * (size - 1) / 2];
        int at = 0;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                pairs[at++] = distances[i][j];
            }
        }
        Arrays.sort(pairs);
        return pairs[(pairs.length - 1) / 2];
    }
}
