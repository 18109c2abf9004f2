package io.adapt4j.train.task;

import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.evaluate.Answers;
import io.adapt4j.train.evaluate.Evaluation;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Examples of one text each, with targets of their own. */
final class TextSamples implements Samples {
    private final List<?> examples;
    private final List<TokenizedText> texts;
    private final float[][] targets;

    /** @param targets one row for each example */
    TextSamples(List<?> examples, List<TokenizedText> texts, float[][] targets) {
        this.examples = List.copyOf(examples);
        this.texts = List.copyOf(texts);
        this.targets = targets;
    }

    static <E> TextSamples of(List<E> examples, TextEncoder encoder, Function<E, String> text, float[][] targets) {
        return new TextSamples(
                examples, encoder.encode(examples.stream().map(text).toList()), targets);
    }

    static void requireSome(List<?> examples) {
        if (examples.isEmpty()) {
            throw new InvalidDataException("There are no examples to train on");
        }
    }

    static void requireShare(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " is in [0, 1), but was " + value);
        }
    }

    @Override
    public int size() {
        return texts.size();
    }

    @Override
    public List<TokenizedText> texts() {
        return texts;
    }

    @Override
    public int[] lengths() {
        return texts.stream().mapToInt(TokenizedText::length).toArray();
    }

    @Override
    public TrainingBatch batch(int[] examples, long noiseSeed) {
        List<TokenizedText> rows = new ArrayList<>();
        for (int example : examples) {
            rows.add(texts.get(example));
        }
        float[][] own =
                Arrays.stream(examples).mapToObj(example -> targets[example]).toArray(float[][]::new);
        return new TrainingBatch(rows, own, noiseSeed);
    }

    @Override
    public ContentHash hash() {
        return Evaluation.hash(examples);
    }

    @Override
    public Metrics evaluate(Answers answers) {
        return Evaluation.of(examples, answers).metrics();
    }
}
