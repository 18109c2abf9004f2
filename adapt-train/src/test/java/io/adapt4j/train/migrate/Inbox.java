package io.adapt4j.train.migrate;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Mail to a help desk in many wordings, and an adapter trained on it once, on the tiny base of seed 1. */
public final class Inbox {
    private static final Map<String, List<String>> WORDS = new TreeMap<>(Map.of(
            "card", List.of("card lost", "card stolen", "new card", "card blocked"),
            "fees", List.of("a fee of 10", "high fees", "wrong fee", "refund the fee"),
            "login", List.of("cannot sign in", "password reset", "sign in fails", "forgot password"),
            "travel", List.of("hotel in rome", "flights to oslo", "hotel booking", "book flights")));
    private static final List<String> BEFORE =
            List.of("", "hi ", "hello ", "please: ", "re: ", "dear all, ", "urgent ");
    private static final List<String> AFTER = List.of("", "!", " now", " today", " thanks", " again", " for me");

    public static final Adapter ADAPTER = train(new HeadConfig.Linear());
    public static final Adapter COSINE = train(new HeadConfig.Cosine(20));

    private Inbox() {}

    /** The task as it was trained. */
    public static TextClassification task(HeadConfig head) {
        return TextClassification.labels("card", "fees", "login", "travel")
                .head(head)
                .headDropout(0)
                .maxLength(32)
                .tokenizer(TinyBase.tokenizer());
    }

    private static Adapter train(HeadConfig head) {
        try (BaseModel base = TinyBase.open(1)) {
            return train(base, head);
        }
    }

    /** Trains on a base as the adapter was trained. */
    public static Adapter train(BaseModel base, HeadConfig head) {
        return Trainer.on(base)
                .method(Lora.rank(4))
                .task(task(head))
                .epochs(6)
                .batchSize(16)
                .learningRate(1e-2)
                .seed(7)
                .train(ExampleSource.of(examples(120, 1)))
                .adapter();
    }

    /** Different examples, labels taking turns; other seeds have other ones, and maybe some of the same. */
    public static List<Example> examples(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> labels = List.copyOf(WORDS.keySet());
        Set<Example> examples = new LinkedHashSet<>();
        while (examples.size() < count) {
            String label = labels.get(examples.size() % labels.size());
            List<String> words = WORDS.getOrDefault(label, List.of());
            examples.add(new Example(
                    BEFORE.get(random.nextInt(BEFORE.size()))
                            + words.get(random.nextInt(words.size()))
                            + AFTER.get(random.nextInt(AFTER.size())),
                    label));
        }
        return new ArrayList<>(examples);
    }

    /** Texts of such examples. */
    public static List<String> texts(int count, long seed) {
        return examples(count, seed).stream().map(Example::text).toList();
    }
}
