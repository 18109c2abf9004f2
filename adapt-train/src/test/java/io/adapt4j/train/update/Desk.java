package io.adapt4j.train.update;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.MultiLabelClassification;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.task.TokenClassification;
import io.adapt4j.train.task.TrainingTask;
import io.adapt4j.train.testing.TinyBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Mail to a help desk, and adapters trained on it once, on a base that fits both engines. */
final class Desk {
    static final Map<String, List<String>> WORDS = new TreeMap<>(Map.of(
            "card", List.of("my card was lost", "card stolen", "new card please", "card blocked"),
            "fees", List.of("why a fee of 10", "high fees", "fee 25 is wrong", "refund the fee"),
            "login", List.of("cannot sign in", "password reset", "sign in fails", "forgot password"),
            "travel", List.of("quiet hotel in rome", "flights to oslo", "hotel booking", "flights and hotel")));
    static final List<String> TEXTS =
            List.of("my card was lost", "a fee of 77", "sign in now", "flights to rome", "zzz");

    static final Adapter LINEAR = train(linear(), examples(30, 1, "card", "fees", "login"));
    static final Adapter COSINE = train(cosine(), examples(30, 1, "card", "fees", "login"));
    static final Adapter MULTI_LABEL = train(
            MultiLabelClassification.inferLabels().tokenizer(TinyBase.tokenizer()),
            examples(20, 1, "card", "fees", "login").stream()
                    .map(example -> new MultiLabelExample(example.text(), Set.of(example.label())))
                    .toList());
    static final Adapter TOKENS = train(
            TokenClassification.inferKinds().tokenizer(TinyBase.tokenizer()),
            examples(20, 1, "card", "fees", "login").stream().map(Desk::tagged).toList());

    private Desk() {}

    static TextClassification linear() {
        return TextClassification.inferLabels().head(new HeadConfig.Linear()).tokenizer(TinyBase.tokenizer());
    }

    static TextClassification cosine() {
        return TextClassification.inferLabels().tokenizer(TinyBase.tokenizer());
    }

    static <E> Trainer<E> trainer(BaseModel base, TrainingTask<E, ?> task) {
        return Trainer.on(base)
                .method(Lora.rank(4))
                .task(task)
                .epochs(8)
                .batchSize(16)
                .learningRate(1e-2)
                .seed(7);
    }

    private static <E> Adapter train(TrainingTask<E, ?> task, List<E> examples) {
        try (BaseModel base = TinyBase.open(1)) {
            return trainer(base, task).train(ExampleSource.of(examples)).adapter();
        }
    }

    /** Examples of each label, one label after the other. */
    static List<Example> examples(int perLabel, long seed, String... labels) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> before = List.of("", "hi ", "hello ", "please: ", "re: ");
        List<Example> examples = new ArrayList<>();
        for (String label : labels) {
            List<String> words = WORDS.getOrDefault(label, List.of());
            for (int i = 0; i < perLabel; i++) {
                examples.add(new Example(
                        before.get(random.nextInt(before.size())) + words.get(random.nextInt(words.size())), label));
            }
        }
        return examples;
    }

    private static TaggedText tagged(Example example) {
        List<String> words = List.of(example.text().strip().split(" "));
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            tags.add(i == 0 ? "O" : (i == 1 ? "B-" : "I-") + example.label());
        }
        return new TaggedText(words, tags);
    }

    /** The share of examples that get their label. */
    static double accuracy(BaseModel base, Adapter adapter, List<Example> examples) {
        try (AdapterHost host = AdapterHost.on(base)) {
            host.deploy("desk", adapter);
            return examples.stream()
                            .filter(example -> host.classify("desk", example.text())
                                    .label()
                                    .equals(example.label()))
                            .count()
                    / (double) examples.size();
        }
    }
}
