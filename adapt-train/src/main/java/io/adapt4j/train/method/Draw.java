package io.adapt4j.train.method;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Random starting values. They depend on the seed and the parameter's own name alone, not on what else is trained. */
public final class Draw {
    private final SplittableRandom random;

    public Draw(long seed, String module, String parameter) {
        long own = Hashing.sha256()
                .hashString(module + "/" + parameter, StandardCharsets.UTF_8)
                .asLong();
        this.random = new SplittableRandom(seed ^ own);
    }

    /**
     * Kaiming-uniform values with the slope {@code sqrt(5)} that PyTorch's linear layers and PEFT start with: the bound is
     * {@code sqrt(6 / ((1 + 5) fanIn)) = 1 / sqrt(fanIn)} (He et al., "Delving Deep into Rectifiers", 2015).
     */
    public float[] kaiming(int size, int fanIn) {
        return uniform(size, 1 / StrictMath.sqrt(fanIn));
    }

    /** Values uniform in {@code [-bound, bound)}. */
    public float[] uniform(int size, double bound) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        return values;
    }
}
