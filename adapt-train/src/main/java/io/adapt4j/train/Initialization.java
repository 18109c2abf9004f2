package io.adapt4j.train;

import com.google.common.hash.Hashing;
import io.adapt4j.train.spi.Parameter;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * The values that parameters start with. Each parameter's random numbers depend on the seed and its module's name
 * alone, not on what else is trained.
 */
final class Initialization {
    private Initialization() {}

    /**
     * Fills A with a Kaiming-uniform distribution and B with zeros (Hu et al., "LoRA", 2021, section 4.1), so that an
     * untrained delta changes nothing. With PEFT's slope of the square root of 5 the bound is
     * {@code sqrt(6 / ((1 + 5) in)) = 1 / sqrt(in)}.
     */
    static void lora(Parameter parameter, long seed) {
        if (parameter.kind() != Parameter.Kind.LORA_A) {
            return;
        }
        long moduleSeed = Hashing.sha256()
                .hashString(parameter.module(), StandardCharsets.UTF_8)
                .asLong();
        SplittableRandom random = new SplittableRandom(seed ^ moduleSeed);
        double bound = 1 / StrictMath.sqrt(parameter.rows());
        FloatBuffer value = parameter.value();
        for (int i = 0; i < parameter.size(); i++) {
            value.put(i, (float) (bound * (2 * random.nextDouble() - 1)));
        }
    }

    /**
     * The nearest-centroid head of some vectors: with unit vectors {@code u = x / |x|}, their mean {@code c_l} for each
     * label {@code l} and their typical length {@code n}, {@code weight_l = scale c_l / n} and
     * {@code bias_l = -scale |c_l|^2 / 2}, so that the most probable label is the one of the nearest centroid.
     *
     * @param vectors {@code [examples][hidden]}
     * @param labels the index of each vector's label
     */
    static void centroids(Parameter weight, Parameter bias, float[][] vectors, int[] labels, double scale) {
        int hidden = weight.columns();
        double[][] centroids = new double[weight.rows()][hidden];
        int[] counts = new int[weight.rows()];
        double length = 0;
        for (int row = 0; row < vectors.length; row++) {
            double norm = norm(vectors[row]);
            length += norm / vectors.length;
            counts[labels[row]]++;
            for (int i = 0; i < hidden; i++) {
                centroids[labels[row]][i] += vectors[row][i] / norm;
            }
        }
        for (int label = 0; label < centroids.length; label++) {
            double square = 0;
            for (int i = 0; i < hidden; i++) {
                double centre = centroids[label][i] / Math.max(1, counts[label]);
                square += centre * centre;
                weight.value().put(label * hidden + i, (float) (scale * centre / length));
            }
            bias.value().put(label, (float) (-scale * square / 2));
        }
    }

    private static double norm(float[] vector) {
        double sum = 0;
        for (float x : vector) {
            sum += (double) x * x;
        }
        return Math.max(1e-12, StrictMath.sqrt(sum));
    }
}
