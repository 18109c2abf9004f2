package io.adapt4j.runtime.drift.stat;

/**
 * Distances to the mean of a sample in units of its covariance, {@code sqrt((x - mu)' C^-1 (x - mu))}. The covariance is shrunk towards
 * a multiple of the identity as Ledoit and Wolf (2004) found best, so that fewer points than dimensions do. That
 * such distances find what a model was not trained on is from Lee et al. (2018).
 */
public final class Mahalanobis {
    private final double[] mean;
    private final double shrinkage;
    private final Cholesky root;

    /** @param points {@code [n][width]}, n at least 2 */
    public Mahalanobis(float[][] points) {
        int n = points.length;
        int width = points[0].length;
        mean = Vectors.mean(points);
        double[][] covariance = new double[width][width];
        double fourth = 0;
        for (float[] point : points) {
            double[] x = Vectors.centred(point, mean);
            double square = 0;
            for (int i = 0; i < width; i++) {
                square += x[i] * x[i];
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] += x[i] * x[j] / n;
                }
            }
            fourth += square * square;
        }
        double trace = 0;
        double norm = 0;
        for (int i = 0; i < width; i++) {
            trace += covariance[i][i];
            for (int j = 0; j <= i; j++) {
                norm += (i == j ? 1 : 2) * covariance[i][j] * covariance[i][j];
            }
        }
        double scale = trace / width;
        double spread = (norm - 2 * scale * trace + width * scale * scale) / width;
        double error = (fourth - n * norm) / ((double) n * n) / width;
        shrinkage = spread <= 0 ? 1 : Math.min(1, Math.max(0, error / spread));
        for (int i = 0; i < width; i++) {
            for (int j = 0; j <= i; j++) {
                covariance[i][j] *= 1 - shrinkage;
            }
            // All points alike have no scale of their own.
            covariance[i][i] += scale == 0 ? 1 : shrinkage * scale + 1e-9 * scale;
        }
        root = new Cholesky(covariance);
    }

    /** How much of the covariance gave way to the identity, in [0, 1]. */
    public double shrinkage() {
        return shrinkage;
    }

    /** Of each of some points. */
    public double[] distances(float[][] points) {
        double[] distances = new double[points.length];
        for (int p = 0; p < points.length; p++) {
            double[] z = root.forward(Vectors.centred(points[p], mean));
            distances[p] = Math.sqrt(Vectors.dot(z, z, z.length));
        }
        return distances;
    }
}
