package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.TextPair;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.spi.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Learning vectors from pairs of texts that belong together: each text's partner is to be nearer than the other partners of its
 * batch, so that larger batches teach more. Where several pairs of a batch have the same partner, the same as far as the model reads it, each of them is right.
 *
 * @param input how texts are read
 * @param scale by which cosines are multiplied before the softmax, positive: one over the temperature
 */
public record TextEmbedding(TextInput input, double scale) implements TrainingTask<TextPair, TextEmbedding> {

    public TextEmbedding {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("scale is positive and finite, but was " + scale);
        }
    }

    /** Triplets instead: an anchor, a text that is to be near it, and one that is not. */
    public static TripletEmbedding triplets() {
        return TripletEmbedding.defaults();
    }

    /** Pairs, with a scale of 20. */
    public static TextEmbedding pairs() {
        return new TextEmbedding(TextInput.defaults(), 20);
    }

    @Override
    public TextEmbedding input(TextInput newInput) {
        return new TextEmbedding(newInput, scale);
    }

    public TextEmbedding scale(double newScale) {
        return new TextEmbedding(input, newScale);
    }

    @Override
    public Learner<TextPair> learner(ExampleSource<TextPair> source) {
        int count = TextSamples.requireSome(source);
        try (Stream<TextPair> pairs = source.stream()) {
            if (pairs.map(TextPair::second).distinct().limit(2).count() < 2) {
                throw new InvalidDataException(
                        "All " + count + " pairs have the same second text; there is nothing to tell apart");
            }
        }
        return new FromPairs(this);
    }

    @Override
    public ExampleKind<TextPair> kind() {
        return ExampleKinds.PAIR;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("scale", scale);
        return json;
    }

    private record FromPairs(TextEmbedding task) implements Learner<TextPair> {

        @Override
        public TaskSpec spec() {
            return new EmbeddingSpec(task.input.pooling(), true, task.input.maxLength());
        }

        @Override
        public Objective objective() {
            return new Objective.Contrastive(task.scale);
        }

        @Override
        public double headDropout() {
            return 0;
        }

        @Override
        public Samples samples(ExampleSource<TextPair> source, SampleStorage storage) {
            return TupleSamples.of(
                    source, task.kind(), task.input.encoder(), storage, 2, pair -> new float[0], FromPairs::partners);
        }

        private static float[][] partners(List<TokenStore.Sample> samples) {
            int rows = samples.size();
            float[][] targets = new float[rows][rows];
            for (int i = 0; i < rows; i++) {
                float same = 0;
                for (int j = 0; j < rows; j++) {
                    targets[i][j] = Arrays.equals(partner(samples.get(i)), partner(samples.get(j))) ? 1 : 0;
                    same += targets[i][j];
                }
                for (int j = 0; j < rows; j++) {
                    targets[i][j] /= same;
                }
            }
            return targets;
        }

        private static long[] partner(TokenStore.Sample sample) {
            return sample.texts().get(1).ids();
        }
    }
}
