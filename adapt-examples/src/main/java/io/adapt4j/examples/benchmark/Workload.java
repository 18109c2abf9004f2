package io.adapt4j.examples.benchmark;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.text.TokenBatch;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What the benchmarks run: random adapters and random texts, the same in every run. */
final class Workload {
    /** LoRA of rank 8 on query and value. */
    static final String QUERY_VALUE = "query+value";
    /** LoRA of rank 8 on all linear layers. */
    static final String ALL_LINEAR = "all-linear";

    private Workload() {}

    static Lora method(String targets) {
        return targets.equals(QUERY_VALUE) ? Lora.rank(8).targets("attention.query", "attention.value") : Lora.rank(8);
    }

    /** Texts of the given number of tokens. */
    static List<TokenizedText> texts(int rows, int tokens) {
        SplittableRandom random = new SplittableRandom(7);
        List<TokenizedText> texts = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            texts.add(new TokenizedText(random.longs(tokens, 1000, 20000).toArray(), new long[tokens]));
        }
        return texts;
    }

    /** A model's inputs, from a shape such as {@code 8x64}: rows and tokens. */
    static Map<String, Tensor> inputs(BaseModel base, String shape) {
        String[] sizes = shape.split("x", 2);
        return new TokenBatch(texts(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]))).inputs(base.signature());
    }

    static Adapter adapter(BaseModel base, Lora method, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ModuleDelta> deltas = new ArrayList<>();
        for (TargetModule module : method.select(base.targetModules())) {
            int rank = method.rankOf(module.path());
            deltas.add(new ModuleDelta(
                    module.path(),
                    new TreeMap<>(Map.of(
                            "lora_A", random(random, rank, module.inFeatures()),
                            "lora_B", random(random, module.outFeatures(), rank)))));
        }
        return new Adapter(
                method,
                deltas,
                Optional.empty(),
                Optional.empty(),
                Manifest.empty().withBase(base));
    }

    private static Tensor random(SplittableRandom random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5) / 16;
        }
        return Tensor.of(values, rows, columns);
    }
}
