package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.TextTriplet;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.spi.Objective;
import java.util.Locale;

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
    public Learner<TextTriplet> learner(ExampleSource<TextTriplet> source) {
        TextSamples.requireSome(source);
        return new FromTriplets(this);
    }

    @Override
    public ExampleKind<TextTriplet> kind() {
        return ExampleKinds.TRIPLET;
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
        public Samples samples(ExampleSource<TextTriplet> source, SampleStorage storage) {
            return TupleSamples.of(
                    source,
                    task.kind(),
                    task.input.encoder(),
                    storage,
                    3,
                    triplet -> new float[0],
                    samples -> new float[samples.size()][0]);
        }
    }
}
