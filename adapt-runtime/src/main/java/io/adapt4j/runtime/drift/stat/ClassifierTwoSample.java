package io.adapt4j.runtime.drift.stat;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * A classifier learns to tell two samples apart and is tried on points that it has not seen: if they are alike, it is right as often
 * as a coin (Lopez-Paz and Oquab 2017). The classifier is ridge regression on the signs -1 and 1, solved over the points
 * ({@code w = X' (X X' + a I)^-1 y}), where {@code a} is a tenth of the mean squared length of a centred point. The p-value is the exact one
 * of the binomial distribution.
 */
public final class ClassifierTwoSample {
    private ClassifierTwoSample() {}

    /**
     * @param accuracy on the points that were not learnt from
     * @param tested how many these are, half of each sample
     * @param scores of these points, those of the first sample first; positive where the classifier says second
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Result(double accuracy, int tested, double pValue, double[] scores) {}

    /**
     * Learns from the first half of each sample and is tried on the second.
     *
     * @param x {@code [n][width]}, n at least 4, in random order
     * @param y {@code [n][width]}, as many, in random order
     */
    public static Result test(float[][] x, float[][] y) {
        int half = x.length / 2;
        float[][] train = concat(Arrays.copyOf(x, half), Arrays.copyOf(y, half));
        float[][] test = concat(Arrays.copyOfRange(x, half, 2 * half), Arrays.copyOfRange(y, half, 2 * half));
        double[] mean = Vectors.mean(train);
        double[] weights = weights(centred(train, mean));
        double[] scores = new double[test.length];
        int right = 0;
        for (int i = 0; i < test.length; i++) {
            scores[i] = Vectors.dot(weights, Vectors.centred(test[i], mean), mean.length);
            right += scores[i] > 0 == i >= half ? 1 : 0;
        }
        double p = BinomialDistribution.of(test.length, 0.5).survivalProbability(right - 1);
        return new Result((double) right / test.length, test.length, p, scores);
    }

    private static double[] weights(double[][] train) {
        int n = train.length;
        int width = train[0].length;
        double[][] products = new double[n][n];
        double trace = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                products[i][j] = Vectors.dot(train[i], train[j], width);
            }
            trace += products[i][i];
        }
        double ridge = trace == 0 ? 1 : 0.1 * trace / n;
        double[] signs = new double[n];
        for (int i = 0; i < n; i++) {
            products[i][i] += ridge;
            signs[i] = i < n / 2 ? -1 : 1;
        }
        double[] dual = new Cholesky(products).solve(signs);
        double[] weights = new double[width];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < width; k++) {
                weights[k] += dual[i] * train[i][k];
            }
        }
        return weights;
    }

    private static double[][] centred(float[][] points, double[] mean) {
        return Arrays.stream(points).map(point -> Vectors.centred(point, mean)).toArray(double[][]::new);
    }

    private static float[][] concat(float[][] a, float[][] b) {
        float[][] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
