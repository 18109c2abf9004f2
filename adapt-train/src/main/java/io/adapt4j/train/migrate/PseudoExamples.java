package io.adapt4j.train.migrate;

import io.adapt4j.task.Classification;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.Entities;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.Regression;
import io.adapt4j.task.TokenClassificationSpec;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.data.NumericExample;
import io.adapt4j.train.data.ScoredPair;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.evaluate.Answerer;
import io.adapt4j.train.migrate.strategy.OldSystem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Unlabelled texts with the old system's answers in the place of labels.
 *
 * @param examples of the kind that the adapter's task takes
 * @param answers by text
 */
record PseudoExamples(List<?> examples, Map<String, Object> answers) {

    /** Empty where there are too few texts to make an example. */
    static Optional<PseudoExamples> of(OldSystem old, List<String> texts) {
        List<String> read = old.spec() instanceof TokenClassificationSpec ? joined(texts) : texts;
        if (read.size() < 2) {
            return Optional.empty();
        }
        try (Answerer answerer = new Answerer(old.base().model(), old.adapter())) {
            List<?> answers = answerer.answers(read);
            Map<String, Object> known = new HashMap<>();
            for (int i = 0; i < read.size(); i++) {
                known.put(read.get(i), answers.get(i));
            }
            return Optional.of(new PseudoExamples(
                    answers.get(0) instanceof Embedding ? pairs(read, answers) : examples(read, answers), known));
        }
    }

    /** Texts as the words that tagged texts are made of. */
    private static List<String> joined(List<String> texts) {
        return texts.stream()
                .map(text -> String.join(" ", text.strip().split("\\s+")))
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static List<?> examples(List<String> texts, List<?> answers) {
        List<Object> examples = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            examples.add(example(texts.get(i), answers.get(i)));
        }
        return examples;
    }

    private static Object example(String text, Object answer) {
        if (answer instanceof Classification one) {
            return new Example(text, one.label());
        }
        if (answer instanceof MultiLabel many) {
            return new MultiLabelExample(text, Set.copyOf(many.given()));
        }
        if (answer instanceof Regression numbers) {
            return new NumericExample(
                    text, numbers.values().stream().map(Float::doubleValue).toList());
        }
        if (answer instanceof Entities) {
            List<String> words = List.of(text.split(" "));
            return new TaggedText(words, Collections.nCopies(words.size(), TokenClassificationSpec.OUTSIDE));
        }
        throw new IllegalStateException("No examples are made of " + answer.getClass());
    }

    /** Each text with the next, and the cosine that the old system gives them. */
    private static List<ScoredPair> pairs(List<String> texts, List<?> answers) {
        List<ScoredPair> pairs = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            int next = (i + 1) % texts.size();
            double cosine = ((Embedding) answers.get(i)).cosine((Embedding) answers.get(next));
            pairs.add(new ScoredPair(texts.get(i), texts.get(next), cosine));
        }
        return pairs;
    }
}
