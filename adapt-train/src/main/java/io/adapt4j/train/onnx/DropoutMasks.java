package io.adapt4j.train.onnx;

import io.adapt4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Random masks for dropout, made outside the graph so that a seed decides them. */
final class DropoutMasks {
    private static final int LEVELS = 1 << 16;

    private DropoutMasks() {}

    /** FLOAT32: 0 with the given probability, else {@code 1 / (1 - probability)}. */
    static Tensor scaled(SplittableRandom random, double probability, int rows, int columns) {
        float[] mask = new float[rows * columns];
        float kept = (float) (1 / (1 - probability));
        for (int i = 0; i < mask.length; i++) {
            mask[i] = random.nextDouble() < probability ? 0 : kept;
        }
        return Tensor.of(mask, rows, columns);
    }

    /** Fills a buffer of booleans: false with the given probability, to a precision of 2^-16. */
    static void keep(SplittableRandom random, double probability, ByteBuffer mask) {
        int threshold = (int) Math.round(probability * LEVELS);
        long bits = 0;
        for (int i = 0; i < mask.limit(); i++) {
            bits = i % 4 == 0 ? random.nextLong() : bits >>> 16;
            mask.put(i, (byte) ((bits & (LEVELS - 1)) < threshold ? 0 : 1));
        }
    }
}
