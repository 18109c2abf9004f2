package io.adapt4j.train.task;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.ContentHash;
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
import java.util.function.Function;

/** Examples of several texts each. */
final class TupleSamples implements Samples {
    private final TokenStore tokens;
    private final int columns;
    private final Function<List<TokenStore.Sample>, float[][]> targets;
    private final ContentHash hash;
    private final ExampleSource<?> source;

    private TupleSamples(
            TokenStore tokens,
            int columns,
            Function<List<TokenStore.Sample>, float[][]> targets,
            ContentHash hash,
            ExampleSource<?> source) {
        this.tokens = tokens;
        this.columns = columns;
        this.targets = targets;
        this.hash = hash;
        this.source = source;
    }

    /**
     * Samples of examples that have so many texts.
     *
     * @param columns the number of texts of an example
     * @param own what an example brings for the targets of its batch; throws when the example does not fit
     * @param targets the targets of a batch of these examples
     */
    static <E> TupleSamples of(
            ExampleSource<E> source,
            ExampleKind<E> kind,
            TextEncoder encoder,
            SampleStorage storage,
            int columns,
            Function<E, float[]> own,
            Function<List<TokenStore.Sample>, float[][]> targets) {
        Hasher hasher = Hashing.sha256().newHasher();
        TokenStore tokens = TextSamples.store(source, storage, (examples, writer) -> {
            for (E example : examples) {
                float[] brought = own.apply(example);
                kind.hash(example, hasher);
                writer.append(TextSamples.encoded(encoder, kind.texts(example), index -> writer.size()), brought);
            }
        });
        return new TupleSamples(tokens, columns, targets, ContentHash.of(hasher), source);
    }

    @Override
    public int size() {
        return tokens.size();
    }

    @Override
    public List<TokenizedText> texts() {
        return tokens.texts(columns);
    }

    @Override
    public int[] lengths() {
        return tokens.lengths();
    }

    @Override
    public TrainingBatch batch(int[] examples, long noiseSeed) {
        List<TokenStore.Sample> samples = new ArrayList<>();
        for (int example : examples) {
            samples.add(tokens.get(example));
        }
        List<TokenizedText> rows = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            for (TokenStore.Sample sample : samples) {
                rows.add(sample.texts().get(column));
            }
        }
        return new TrainingBatch(rows, targets.apply(samples), noiseSeed);
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
