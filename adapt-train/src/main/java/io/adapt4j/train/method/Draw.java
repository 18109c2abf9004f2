package io.adapt4j.train.method;

import com.google.common.hash.Hashing;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.ParameterSpec;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

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

    /** The values of matrices whose product is zero: Kaiming-uniform, but zeros in the outer ones. */
    static Map<String, float[]> productOfZero(List<ParameterSpec> matrices, Function<String, Draw> draw) {
        Map<String, float[]> values = new HashMap<>();
        for (ParameterSpec matrix : matrices) {
            int size = (int) matrix.shape().size();
            values.put(
                    matrix.name(),
                    matrix.role() == Parameter.Role.OUTER_MATRIX
                            ? new float[size]
                            : draw.apply(matrix.name())
                                    .kaiming(size, (int) matrix.shape().get(1)));
        }
        return values;
    }

    /** A normally distributed number of mean 0 and deviation 1 (Box and Muller, 1958). */
    public double normal() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
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
