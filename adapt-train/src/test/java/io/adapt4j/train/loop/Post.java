package io.adapt4j.train.loop;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.NoWorse;
import io.adapt4j.train.gate.Threshold;
import io.adapt4j.train.loop.feedback.LabelStore;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.loop.retrain.Retraining;
import io.adapt4j.train.loop.retrain.TrainerRetraining;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A mailbox whose senders change: what the first adapter is trained on, and the mail that comes later. */
final class Post {
    static final List<String> SPAM = List.of("win cash now", "free money", "cheap loan", "cash prize");
    static final List<String> HAM = List.of("meeting notes", "lunch today", "build failed", "code review");
    static final List<String> NEW_SPAM = List.of("crypto pump", "hot coins", "token sale", "moon shot");
    static final List<String> TRAVEL =
            List.of("hotel in rome", "flights to oslo", "hotel booking", "flights and hotel");
    private static final List<String> BEFORE = List.of("", "re: ", "fw: ", "hi ", "so: ");

    private Post() {}

    static TextClassification task() {
        return TextClassification.labels("spam", "ham")
                .head(new HeadConfig.Linear())
                .tokenizer(TinyBase.tokenizer());
    }

    static void settings(Trainer<Example> trainer) {
        trainer.method(Lora.rank(4)).epochs(6).batchSize(8).learningRate(2e-2).seed(7);
    }

    /** What there was at first. */
    static List<Example> old() {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            examples.add(new Example(text(SPAM, i), "spam"));
            examples.add(new Example(text(HAM, i), "ham"));
        }
        return examples;
    }

    /** Later mail: new spam and the same ham. */
    static List<Example> later() {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            examples.add(new Example(text(NEW_SPAM, i), "spam"));
            examples.add(new Example(text(HAM, i), "ham"));
        }
        return examples;
    }

    private static String text(List<String> texts, int i) {
        return BEFORE.get(i / texts.size() % BEFORE.size()) + texts.get(i % texts.size());
    }

    static Adapter first(BaseModel base) {
        return train(base, old());
    }

    static Adapter train(BaseModel base, List<Example> examples) {
        Trainer<Example> trainer = Trainer.on(base).task(task());
        settings(trainer);
        return trainer.train(ExampleSource.of(examples)).adapter();
    }

    static TrainerRetraining<Example, TextClassification> retraining(BaseModel base) {
        return Retraining.by(base, task(), LabelledText::toExample)
                .withOriginal(ExampleSource.of(old()))
                .withSettings(Post::settings);
    }

    /** What a candidate must show on the texts that are held out. */
    static Judge judge(BaseModel base) {
        return Judge.by(
                Gate.of(new Threshold("accuracy", 0.6, 0.5), NoWorse.than("accuracy", 0.05)),
                base,
                LabelledText::toExample);
    }

    static void report(LabelStore labels, List<Example> examples, String prefix) {
        for (int i = 0; i < examples.size(); i++) {
            labels.append(label(prefix + i, examples.get(i)));
        }
    }

    static LabelledText label(String id, Example example) {
        return new LabelledText(
                id,
                example.text(),
                example.label(),
                Optional.empty(),
                Optional.empty(),
                Instant.parse("2026-03-01T00:00:00Z"));
    }
}
