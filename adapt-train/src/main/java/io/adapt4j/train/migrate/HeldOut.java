package io.adapt4j.train.migrate;

import io.adapt4j.train.data.ExampleKinds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What a migration learns from and what it is judged on; no text is in both.
 *
 * @param texts to learn from
 * @param judgedTexts to judge on
 * @param examples to learn from
 * @param judgedExamples to judge on
 */
record HeldOut(List<String> texts, List<String> judgedTexts, List<?> examples, List<?> judgedExamples) {
    /** Share of unlabelled texts that is judged on. */
    private static final double TEXTS = 0.3;
    /** Share of labelled examples that is judged on where none were given for it. */
    private static final double EXAMPLES = 0.5;
    /** Texts to judge on beyond these make the interval little smaller. */
    private static final int MOST = 500;

    /**
     * Divides texts and examples.
     *
     * @param test examples to judge on; empty to hold out some of the others
     * @param labels most examples to learn from
     */
    static HeldOut of(List<String> texts, List<?> examples, List<?> test, int labels, long seed) {
        List<Object> learnt = new ArrayList<>(examples);
        List<Object> judged = new ArrayList<>(test);
        if (judged.isEmpty() && !learnt.isEmpty()) {
            Collections.shuffle(learnt, new Random(seed));
            int held = Math.max(1, (int) (EXAMPLES * learnt.size()));
            Set<String> heldTexts = new HashSet<>();
            learnt.subList(0, held).forEach(example -> heldTexts.addAll(texts(example)));
            judged.addAll(learnt.stream()
                    .filter(example -> heldTexts.containsAll(texts(example)))
                    .toList());
            learnt.removeIf(example -> texts(example).stream().anyMatch(heldTexts::contains));
        }
        if (labels < learnt.size()) {
            Collections.shuffle(learnt, new Random(seed)); // files are often sorted by label
        }
        Set<String> judgedTexts = new HashSet<>();
        judged.forEach(example -> judgedTexts.addAll(texts(example)));
        learnt.removeIf(example -> texts(example).stream().anyMatch(judgedTexts::contains));
        Set<String> different = new LinkedHashSet<>(texts);
        different.removeIf(text -> text.isBlank() || judgedTexts.contains(text));
        List<String> shuffled = new ArrayList<>(different);
        Collections.shuffle(shuffled, new Random(seed));
        int held = Math.min(MOST, (int) Math.round(TEXTS * shuffled.size()));
        List<?> some = learnt.subList(0, Math.min(labels, learnt.size()));
        Set<String> learntTexts = new HashSet<>();
        some.forEach(example -> learntTexts.addAll(texts(example)));
        return new HeldOut(
                shuffled.subList(held, shuffled.size()),
                shuffled.subList(0, held).stream()
                        .filter(text -> !learntTexts.contains(text))
                        .toList(),
                List.copyOf(some),
                judged);
    }

    private static <E> List<String> texts(E example) {
        return ExampleKinds.of(example).texts(example);
    }
}
