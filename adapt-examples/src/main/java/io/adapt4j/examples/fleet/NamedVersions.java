package io.adapt4j.examples.fleet;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Head;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.TokenizerFile;
import io.adapt4j.examples.Models;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Adapters of the size that training gives, whose every answer is their own name. */
final class NamedVersions {
    private static final Lora METHOD = Lora.rank(8).targets("attention.query", "attention.value");
    private static final int MAX_LENGTH = 64;

    private final BaseModel base;
    private final TokenizerFile tokenizer = Models.MINI_LM.tokenizer();

    NamedVersions(BaseModel base) {
        this.base = base;
    }

    Adapter adapter(String name, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ModuleDelta> deltas = new ArrayList<>();
        int hidden = 0;
        for (TargetModule module : METHOD.select(base.targetModules())) {
            hidden = module.inFeatures();
            Map<String, Tensor> parameters = Map.of(
                    "lora_A", random(random, METHOD.rank(), hidden),
                    "lora_B", random(random, module.outFeatures(), METHOD.rank()));
            deltas.add(new ModuleDelta(module.path(), new TreeMap<>(parameters)));
        }
        Head head = new Head(Tensor.of(new float[2 * hidden], 2, hidden), Tensor.of(new float[] {1, 0}, 2));
        Manifest manifest = new Manifest(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(
                                new TextClassificationSpec(List.of(name, "another"), Pooling.MEAN, true, MAX_LENGTH)),
                        Optional.of(tokenizer.hash()),
                        Manifest.empty().training())
                .withBase(base);
        return new Adapter(METHOD, deltas, Optional.of(head), Optional.of(tokenizer), manifest);
    }

    private static Tensor random(SplittableRandom random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5) / 8;
        }
        return Tensor.of(values, rows, columns);
    }
}
