package io.adapt4j.runtime.kit;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Adapters and tensors with random values. */
public final class TestAdapters {
    private TestAdapters() {}

    /** An adapter with random A and B on some modules of a base. */
    public static Adapter adapter(BaseModel base, Lora method, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ModuleDelta> deltas = new ArrayList<>();
        for (TargetModule module : method.select(base.targetModules())) {
            int rank = method.rankOf(module.path());
            TreeMap<String, Tensor> parameters = new TreeMap<>();
            parameters.put("lora_A", tensor(random, rank, module.inFeatures()));
            parameters.put("lora_B", tensor(random, module.outFeatures(), rank));
            deltas.add(new ModuleDelta(module.path(), parameters));
        }
        return new Adapter(
                method,
                deltas,
                Optional.empty(),
                Optional.empty(),
                Manifest.empty().withBase(base.hash()));
    }

    /** Values between -0.5 and 0.5. */
    public static Tensor tensor(SplittableRandom random, long... dims) {
        return Tensor.of(floats(random, dims), dims);
    }

    /** The values of {@link #tensor}. */
    public static float[] floats(SplittableRandom random, long... dims) {
        int size = 1;
        for (long dim : dims) {
            size *= (int) dim;
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return values;
    }
}
