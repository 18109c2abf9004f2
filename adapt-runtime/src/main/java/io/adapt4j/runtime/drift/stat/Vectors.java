package io.adapt4j.runtime.drift.stat;

/** Sums over vectors, in four parts at a time: one sum would wait for each addition. The order is always the same. */
final class Vectors {
    private Vectors() {}

    /** {@code sum a_i b_i} of the first so many. */
    static double dot(double[] a, double[] b, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < length; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** {@code a - mean}. */
    static double[] centred(float[] a, double[] mean) {
        double[] centred = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            centred[i] = a[i] - mean[i];
        }
        return centred;
    }

    /** Of points {@code [n][width]}. */
    static double[] mean(float[][] points) {
        double[] mean = new double[points[0].length];
        for (float[] point : points) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += (double) point[i] / points.length;
            }
        }
        return mean;
    }
}
