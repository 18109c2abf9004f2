package io.adapt4j.train.task;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Embedding;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.evaluate.Answers;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.metric.SimilarityMetrics;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Labelled texts, each of which gets another text of its label as partner, drawn anew for every batch with the batch's seed. */
final class LabelledSamples implements Samples {
    private final TokenStore tokens;
    private final List<String> labels;
    /** The examples of each label. */
    private final ListMultimap<String, Integer> byLabel = ArrayListMultimap.create();

    private final ContentHash hash;
    private final ExampleSource<Example> source;

    private LabelledSamples(TokenStore tokens, List<String> labels, ContentHash hash, ExampleSource<Example> source) {
        this.tokens = tokens;
        this.labels = labels;
        this.hash = hash;
        this.source = source;
        for (int i = 0; i < labels.size(); i++) {
            byLabel.put(labels.get(i), i);
        }
    }

    /** @throws InvalidDataException when a label has one example only */
    static LabelledSamples of(ExampleSource<Example> source, TextEncoder encoder, SampleStorage storage) {
        Hasher hasher = Hashing.sha256().newHasher();
        List<String> labels = new ArrayList<>();
        TokenStore tokens = TextSamples.store(source, storage, (examples, writer) -> {
            List<TokenizedText> texts = TextSamples.encoded(
                    encoder, examples.stream().map(Example::text).toList(), index -> writer.size() + index);
            for (int i = 0; i < texts.size(); i++) {
                ExampleKinds.LABELLED.hash(examples.get(i), hasher);
                labels.add(examples.get(i).label());
                writer.append(List.of(texts.get(i)), new float[0]);
            }
        });
        LabelledSamples samples = new LabelledSamples(tokens, labels, ContentHash.of(hasher), source);
        for (String label : labels) {
            if (samples.byLabel.get(label).size() == 1) {
                samples.close();
                throw new InvalidDataException("The label \"" + label
                        + "\" has one example; two are the least that can be told to belong together");
            }
        }
        return samples;
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
        SplittableRandom random = new SplittableRandom(noiseSeed);
        List<TokenizedText> rows = new ArrayList<>();
        List<TokenizedText> partners = new ArrayList<>();
        float[][] same = new float[examples.length][examples.length];
        for (int i = 0; i < examples.length; i++) {
            List<Integer> mates = byLabel.get(labels.get(examples[i]));
            int other = random.nextInt(mates.size() - 1);
            // Skips the example itself, which has its place among them.
            int mate = mates.get(other) < examples[i] ? mates.get(other) : mates.get(other + 1);
            rows.addAll(tokens.get(examples[i]).texts());
            partners.addAll(tokens.get(mate).texts());
            for (int j = 0; j < examples.length; j++) {
                same[i][j] = labels.get(examples[i]).equals(labels.get(examples[j])) ? 1 : 0;
            }
        }
        rows.addAll(partners);
        return new TrainingBatch(rows, same, noiseSeed);
    }

    @Override
    public ContentHash hash() {
        return hash;
    }

    @Override
    public Metrics evaluate(Answers answers) {
        List<Example> examples = source.read();
        return SimilarityMetrics.labelled(
                answers.of(examples.stream().map(Example::text).toList(), Embedding.class),
                examples.stream().map(Example::label).toList());
    }

    @Override
    public void close() {
        tokens.close();
    }
}
