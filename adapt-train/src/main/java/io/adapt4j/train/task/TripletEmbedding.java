package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.TextTriplet;
import io.adapt4j.train.metric.SimilarityMetrics;
import io.adapt4j.train.spi.Objective;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Learning vectors from triplets: each anchor is to be nearer to its positive than to its negative, by a margin.
 *
 * @param input how texts are read
 * @param distance how far vectors are from each other
 * @param margin by how much, in units of the distance, positive
 */
public record TripletEmbedding(TextInput input, Objective.Distance distance, double margin)
        implements TrainingTask<TextTriplet, TripletEmbedding> {

    public TripletEmbedding {
        Named.requirePositive("margin", margin);
    }

    static TripletEmbedding defaults() {
        return new TripletEmbedding(TextInput.defaults(), Objective.Distance.COSINE, 0.3);
    }

    @Override
    public TripletEmbedding input(TextInput newInput) {
        return new TripletEmbedding(newInput, distance, margin);
    }

    public TripletEmbedding distance(Objective.Distance newDistance) {
        return new TripletEmbedding(input, newDistance, margin);
    }

    public TripletEmbedding margin(double newMargin) {
        return new TripletEmbedding(input, distance, newMargin);
    }

    @Override
    public Learner<TextTriplet> learner(List<TextTriplet> examples) {
        TextSamples.requireSome(examples);
        return new FromTriplets(this);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("distance", distance.name().toLowerCase(Locale.ROOT));
        json.addProperty("margin", margin);
        return json;
    }

    private record FromTriplets(TripletEmbedding task) implements Learner<TextTriplet> {

        @Override
        public TaskSpec spec() {
            boolean normalize = task.distance == Objective.Distance.COSINE;
            return new EmbeddingSpec(task.input.pooling(), normalize, task.input.maxLength());
        }

        @Override
        public Objective objective() {
            return new Objective.Triplet(task.distance, task.margin);
        }

        @Override
        public double headDropout() {
            return 0;
        }

        @Override
        public Samples samples(List<TextTriplet> examples) {
            TextEncoder encoder = task.input.encoder();
            List<List<String>> columns = List.of(
                    column(examples, TextTriplet::anchor),
                    column(examples, TextTriplet::positive),
                    column(examples, TextTriplet::negative));
            return new TupleSamples(
                    columns.stream().map(encoder::encode).toList(),
                    rows -> new float[rows.length][0],
                    TextSamples.hashOf(
                            examples, example -> List.of(example.anchor(), example.positive(), example.negative())),
                    answers -> SimilarityMetrics.triplets(
                            answers.of(columns.get(0), Embedding.class),
                            answers.of(columns.get(1), Embedding.class),
                            answers.of(columns.get(2), Embedding.class)));
        }

        private static List<String> column(List<TextTriplet> examples, Function<TextTriplet, String> text) {
            return examples.stream().map(text).toList();
        }
    }
}
