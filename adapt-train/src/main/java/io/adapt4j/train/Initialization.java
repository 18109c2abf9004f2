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
     * Sets each label's row to the direction of the mean of the label's unit vectors.
     *
     * @param vectors {@code [examples][hidden]}
     * @param labels the index of each vector's label
     */
    static void centroids(Parameter weight, float[][] vectors, int[] labels) {
        int hidden = weight.columns();
        float[][] centroids = new float[weight.rows()][hidden];
        for (int row = 0; row < vectors.length; row++) {
            double norm = norm(vectors[row]);
            for (int i = 0; i < hidden; i++) {
                centroids[labels[row]][i] += (float) (vectors[row][i] / norm);
            }
        }
        for (int label = 0; label < centroids.length; label++) {
            double norm = norm(centroids[label]);
            for (int i = 0; i < hidden; i++) {
                weight.value().put(label * hidden + i, (float) (centroids[label][i] / norm));
            }
        }
    }

    /** The Euclidean norm, at least a little above zero. */
    static double norm(float[] vector) {
        double sum = 0;
        for (float x : vector) {
            sum += (double) x * x;
        }
        return Math.max(1e-12, StrictMath.sqrt(sum));
    }
}
