package io.adapt4j.runtime.drift;

/** The generator of POSIX {@code rand}, so that Python can make the same numbers; see {@code drift/reference.py}. */
public final class Draw {
    private long state;

    public Draw(long seed) {
        state = seed;
    }

    /** In [0, 1). */
    public double uniform() {
        state = (state * 1103515245L + 12345) % (1L << 31);
        return state / (double) (1L << 31);
    }

    /** About normal, with mean 0 and variance 1. */
    public double normal() {
        double sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += uniform();
        }
        return sum - 6;
    }

    public double[] normals(int count, double shift) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = normal() + shift;
        }
        return values;
    }

    public float[] point(int width, double shift) {
        float[] point = new float[width];
        for (int i = 0; i < width; i++) {
            point[i] = (float) (normal() + shift);
        }
        return point;
    }

    public float[][] points(int count, int width, double shift) {
        float[][] points = new float[count][];
        for (int i = 0; i < count; i++) {
            points[i] = point(width, shift);
        }
        return points;
    }
}
