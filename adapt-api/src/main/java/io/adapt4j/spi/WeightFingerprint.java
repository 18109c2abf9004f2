package io.adapt4j.spi;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.ContentHash;
import io.adapt4j.TargetModule;
import io.adapt4j.tensor.Tensor;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Tells whether two base models are one model in two forms: the hash of the values of its linear layers, in the orientation
 * {@code [out, in]}, and of its largest table that is looked up by row, the one of the tokens. Names, order, layout and container
 * do not matter. Output layers ({@code pooler}, {@code classifier}, {@code lm_head}) are left out, because one form of a model
 * may have them and another not.
 */
public final class WeightFingerprint {
    private static final Set<String> OUTPUT_ROLES = Set.of("pooler", "classifier", "lm_head");

    private WeightFingerprint() {}

    /**
     * The fingerprint of a model.
     *
     * @param modules the model's target modules
     * @param weight the FLOAT32 weight {@code [out, in]} of a module, by its path
     * @param table the largest table {@code [rows, columns]}, FLOAT32; empty where the model has none
     */
    public static ContentHash of(List<TargetModule> modules, Function<String, Tensor> weight, Optional<Tensor> table) {
        Set<String> digests = new TreeSet<>();
        for (TargetModule module : modules) {
            if (!OUTPUT_ROLES.contains(module.role().orElse(""))) {
                digests.add(digest(weight.apply(module.path())));
            }
        }
        Hasher hasher = Hashing.sha256().newHasher();
        digests.forEach(hasher::putUnencodedChars);
        table.ifPresent(tensor -> hasher.putUnencodedChars(digest(tensor)));
        return ContentHash.of(hasher);
    }

    private static String digest(Tensor matrix) {
        Hasher hasher = Hashing.sha256().newHasher();
        hasher.putLong(matrix.dimension(0)).putLong(matrix.dimension(1));
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            hasher.putBytes(matrix.data());
        } else {
            FloatBuffer values = matrix.floats();
            while (values.hasRemaining()) {
                hasher.putFloat(values.get());
            }
        }
        return hasher.hash().toString();
    }
}
