package io.adapt4j.train.task;

import com.google.common.collect.Iterators;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.evaluate.Answers;
import io.adapt4j.train.evaluate.Evaluation;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Examples of one text each, with targets of their own. */
final class TextSamples implements Samples {
    /** Examples that are tokenised together. */
    private static final int AT_ONCE = 256;

    private final TokenStore tokens;
    private final ContentHash hash;
    private final ExampleSource<?> source;

    private TextSamples(TokenStore tokens, ContentHash hash, ExampleSource<?> source) {
        this.tokens = tokens;
        this.hash = hash;
        this.source = source;
    }

    /**
     * Samples of examples of one text each.
     *
     * @param targets what examples with these tokens should give
     * @throws InvalidDataException when an example does not fit, as {@code targets} says
     */
    static <E> TextSamples of(
            ExampleSource<E> source,
            ExampleKind<E> kind,
            TextEncoder encoder,
            SampleStorage storage,
            Targets<E> targets) {
        Hasher hasher = Hashing.sha256().newHasher();
        TokenStore tokens = store(source, storage, (examples, writer) -> {
            examples.forEach(example -> kind.hash(example, hasher));
            List<TokenizedText> texts = encoded(
                    encoder,
                    examples.stream().map(example -> kind.texts(example).get(0)).toList(),
                    index -> writer.size() + index);
            float[][] wanted = targets.of(examples, texts);
            for (int i = 0; i < wanted.length; i++) {
                writer.append(List.of(texts.get(i)), wanted[i]);
            }
        });
        return new TextSamples(tokens, ContentHash.of(hasher), source);
    }

    /** What examples should give. */
    interface Targets<E> {
        float[][] of(List<E> examples, List<TokenizedText> texts);

        /** Targets that are found for each example by itself. */
        static <E> Targets<E> each(BiFunction<E, TokenizedText, float[]> target) {
            return (examples, texts) -> IntStream.range(0, examples.size())
                    .mapToObj(i -> target.apply(examples.get(i), texts.get(i)))
                    .toArray(float[][]::new);
        }
    }

    /** What becomes of some examples that follow each other. */
    interface Step<E> {
        void accept(List<E> examples, TokenStore.Writer writer);
    }

    /**
     * The tokens of texts.
     *
     * @param row the number of the example that a text is of, from 0
     * @throws InvalidDataException when one has none
     */
    static List<TokenizedText> encoded(TextEncoder encoder, List<String> texts, IntUnaryOperator row) {
        try {
            return encoder.encode(texts);
        } catch (InvalidInputException e) {
            String examples = IntStream.range(0, texts.size())
                    .filter(index -> encoder.length(texts.get(index)) == 0)
                    .map(row)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(", "));
            throw new InvalidDataException(
                    "Texts of these examples, counted from 0, have no tokens; leave them out: " + examples, e);
        }
    }

    static <E> TokenStore store(ExampleSource<E> source, SampleStorage storage, Step<E> step) {
        try (Stream<E> examples = source.stream();
                TokenStore.Writer writer = new TokenStore.Writer(storage)) {
            Iterators.partition(examples.iterator(), AT_ONCE).forEachRemaining(some -> step.accept(some, writer));
            return writer.finish();
        }
    }

    /** The number of examples, of which there must be some. */
    static int requireSome(ExampleSource<?> source) {
        try (Stream<?> examples = source.stream()) {
            return requireSome(Math.toIntExact(examples.mapToLong(example -> 1).sum()));
        }
    }

    /** The number of examples with these numbers for each label, of which there must be some. */
    static int requireSome(Map<String, Integer> counts) {
        return requireSome(Math.toIntExact(
                counts.values().stream().mapToLong(Integer::longValue).sum()));
    }

    private static int requireSome(int count) {
        if (count == 0) {
            throw new InvalidDataException("There are no examples to train on");
        }
        return count;
    }

    static void requireShare(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " is in [0, 1), but was " + value);
        }
    }

    @Override
    public int size() {
        return tokens.size();
    }

    @Override
    public List<TokenizedText> texts() {
        return tokens.texts(1);
    }

    @Override
    public int[] lengths() {
        return tokens.lengths();
    }

    @Override
    public TrainingBatch batch(int[] examples, long noiseSeed) {
        List<TokenizedText> rows = new ArrayList<>();
        float[][] targets = new float[examples.length][];
        for (int i = 0; i < examples.length; i++) {
            TokenStore.Sample sample = tokens.get(examples[i]);
            rows.addAll(sample.texts());
            targets[i] = sample.targets();
        }
        return new TrainingBatch(rows, targets, noiseSeed);
    }

    @Override
    public ContentHash hash() {
        return hash;
    }

    @Override
    public Metrics evaluate(Answers answers) {
        return Evaluation.of(source.read(), answers).metrics();
    }

    @Override
    public void close() {
        tokens.close();
    }
}
