package io.adapt4j;

import com.google.gson.JsonObject;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Small adapters with known weights. */
public final class TestAdapters {
    private TestAdapters() {}

    /** Rank 2 on two modules of 4 inputs and 3 outputs, with a head for two labels, for the base of hash {@code 11..1}. */
    public static Adapter classifier(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Lora method = Lora.rank(2).targets("attention.query", "output.dense").rsLora(true);
        JsonObject training = new JsonObject();
        training.addProperty("seed", seed);
        TokenizerFile tokenizer = TokenizerFile.of("{\"model\": \"none <&>\"}");
        return new Adapter(
                method,
                List.of(delta("layer.0.query", random), delta("layer.0.output.dense", random)),
                Optional.of(new Head(tensor(random, 2, 3), tensor(random, 2))),
                Optional.of(tokenizer),
                new Manifest(
                        Optional.of(new ContentHash("1".repeat(64))),
                        Optional.empty(),
                        Optional.of(new TextClassificationSpec(List.of("spam", "h\u00e4m"), Pooling.CLS, true, 64)),
                        Optional.of(tokenizer.hash()),
                        training));
    }

    private static ModuleDelta delta(String module, SplittableRandom random) {
        TreeMap<String, Tensor> parameters = new TreeMap<>();
        parameters.put("lora_A", tensor(random, 2, 4));
        parameters.put("lora_B", tensor(random, 3, 2));
        return new ModuleDelta(module, parameters);
    }

    private static Tensor tensor(SplittableRandom random, long... dims) {
        int size = 1;
        for (long dim : dims) {
            size *= (int) dim;
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return Tensor.of(values, dims);
    }
}
