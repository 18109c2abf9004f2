package io.adapt4j.train.batch;

import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Random masks for dropout. What a mask drops depends on the seed and its own name alone. */
final class DropoutMasks {
    private static final int LEVELS = 1 << 16;

    private DropoutMasks() {}

    /** 0 with the given probability, else {@code 1 / (1 - probability)}. */
    static float[] scaled(long seed, String name, double probability, int size) {
        SplittableRandom random = random(seed, name);
        float[] mask = new float[size];
        float kept = (float) (1 / (1 - probability));
        for (int i = 0; i < mask.length; i++) {
            mask[i] = random.nextDouble() < probability ? 0 : kept;
        }
        return mask;
    }

    /** Fills a buffer with bytes: 0 with the given probability, to a precision of 2^-16, else 1. */
    static void keep(long seed, String name, double probability, ByteBuffer mask) {
        SplittableRandom random = random(seed, name);
        int threshold = (int) Math.round(probability * LEVELS);
        long bits = 0;
        for (int i = 0; i < mask.limit(); i++) {
            bits = i % 4 == 0 ? random.nextLong() : bits >>> 16;
            mask.put(i, (byte) ((bits & (LEVELS - 1)) < threshold ? 0 : 1));
        }
    }

    /** The random numbers of a name. */
    static SplittableRandom random(long seed, String name) {
        long own = Hashing.sha256().hashString(name, StandardCharsets.UTF_8).asLong();
        return new SplittableRandom(seed ^ own);
    }
}
