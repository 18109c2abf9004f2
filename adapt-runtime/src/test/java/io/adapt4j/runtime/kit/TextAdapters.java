package io.adapt4j.runtime.kit;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Head;
import io.adapt4j.Manifest;
import io.adapt4j.TokenizerFile;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TextClassificationSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Adapters of all-MiniLM-L6-v2 with random weights, for every task. */
public final class TextAdapters {
    public static final TokenizerFile TOKENIZER = TokenizerFile.of(
            new String(TestResources.bytes("/all-minilm-l6-v2-tokenizer.json"), StandardCharsets.UTF_8));

    private TextAdapters() {}

    /** An adapter of a rank and a number of labels that depend on the seed. */
    public static Adapter adapter(BaseModel base, int seed) {
        Lora method = Lora.rank(1 + seed % 4)
                .alpha(0.05)
                .targets(seed % 3 == 0 ? "attention.query" : "attention.value", "mlp.down");
        Adapter delta = TestAdapters.adapter(base, method, seed);
        int count = 2 + seed % 3;
        List<String> labels = new ArrayList<>();
        for (int label = 0; label < count; label++) {
            labels.add("label-" + label);
        }
        SplittableRandom random = new SplittableRandom(seed);
        Head head = new Head(TestAdapters.tensor(random, count, 384), TestAdapters.tensor(random, count));
        Pooling pooling = seed % 2 == 0 ? Pooling.MEAN : Pooling.CLS;
        return new Adapter(
                method,
                delta.deltas(),
                Optional.of(head),
                Optional.of(TOKENIZER),
                new Manifest(
                        Optional.of(base.hash()),
                        Optional.empty(),
                        Optional.of(new TextClassificationSpec(labels, pooling, false, 64)),
                        Optional.of(TOKENIZER.hash()),
                        new com.google.gson.JsonObject()));
    }

    /** An adapter for a task, with a random head where the task has one. */
    public static Adapter adapter(BaseModel base, int seed, TaskSpec task) {
        Lora method = Lora.rank(2).alpha(0.05).targets("attention.query");
        SplittableRandom random = new SplittableRandom(seed);
        Optional<Head> head = task.outputs().isPresent()
                ? Optional.of(new Head(
                        TestAdapters.tensor(random, task.outputs().getAsInt(), 384),
                        TestAdapters.tensor(random, task.outputs().getAsInt())))
                : Optional.empty();
        return new Adapter(
                method,
                TestAdapters.adapter(base, method, seed).deltas(),
                head,
                Optional.of(TOKENIZER),
                new Manifest(
                        Optional.of(base.hash()),
                        Optional.empty(),
                        Optional.of(task),
                        Optional.of(TOKENIZER.hash()),
                        new com.google.gson.JsonObject()));
    }
}
