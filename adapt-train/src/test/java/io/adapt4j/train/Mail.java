package io.adapt4j.train;

import io.adapt4j.train.data.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A tiny task for tests: subjects that are spam when they name money. */
public final class Mail {
    private static final List<String> SPAM =
            List.of("win cash now", "free money", "cheap loan", "cash prize", "win big");
    private static final List<String> HAM =
            List.of("meeting notes", "lunch today", "build failed", "code review", "minutes");
    private static final List<String> FILLER = List.of("", "re: ", "fw: ", "hello ", "the ");

    private Mail() {}

    public static List<Example> examples(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> subjects = i % 2 == 0 ? SPAM : HAM;
            String text = FILLER.get(random.nextInt(FILLER.size())) + subjects.get(random.nextInt(subjects.size()));
            examples.add(new Example(text, i % 2 == 0 ? "spam" : "ham"));
        }
        return examples;
    }
}
