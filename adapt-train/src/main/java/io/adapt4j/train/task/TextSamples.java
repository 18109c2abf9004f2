package io.adapt4j.train.task;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.spi.TrainingBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Examples of one text each, with targets of their own. */
final class TextSamples implements Samples {
    private final List<TokenizedText> texts;
    private final float[][] targets;
    private final ContentHash hash;
    private final Function<Answers, Metrics> evaluation;

    TextSamples(List<TokenizedText> texts, float[][] targets, ContentHash hash, Function<Answers, Metrics> evaluation) {
        this.texts = List.copyOf(texts);
        this.targets = targets;
        this.hash = hash;
        this.evaluation = evaluation;
    }

    /**
     * Samples of examples.
     *
     * @param targets one row for each example
     * @param parts what an example consists of, for the hash
     * @param evaluation compares answers with the examples
     */
    static <E> TextSamples of(
            List<E> examples,
            TextEncoder encoder,
            Function<E, String> text,
            float[][] targets,
            Function<E, List<String>> parts,
            Function<Answers, Metrics> evaluation) {
        return new TextSamples(
                encoder.encode(examples.stream().map(text).toList()), targets, hashOf(examples, parts), evaluation);
    }

    static <E> ContentHash hashOf(List<E> examples, Function<E, List<String>> parts) {
        Hasher hasher = Hashing.sha256().newHasher();
        for (E example : examples) {
            for (String part : parts.apply(example)) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                hasher.putInt(bytes.length).putBytes(bytes);
            }
        }
        return ContentHash.of(hasher);
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
        return hash;
    }

    @Override
    public Metrics evaluate(Answers answers) {
        return evaluation.apply(answers);
    }
}
