package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.split.LabelCounts;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.spi.Objective;
import java.util.SortedMap;

/**
 * Learning vectors from labelled texts: texts of one label are to be nearer to each other than to all others of their batch.
 * Every example meets another of its label, drawn anew in each epoch.
 *
 * @param input how texts are read
 * @param scale by which cosines are multiplied before the softmax, positive: one over the temperature
 */
public record LabelEmbedding(TextInput input, double scale) implements TrainingTask<Example, LabelEmbedding> {

    public LabelEmbedding {
        Named.requirePositive("scale", scale);
    }

    /** With a scale of 20. */
    public static LabelEmbedding defaults() {
        return new LabelEmbedding(TextInput.defaults(), 20);
    }

    @Override
    public LabelEmbedding input(TextInput newInput) {
        return new LabelEmbedding(newInput, scale);
    }

    public LabelEmbedding scale(double newScale) {
        return new LabelEmbedding(input, newScale);
    }

    @Override
    public Learner<Example> learner(ExampleSource<Example> source) {
        SortedMap<String, Integer> counts = LabelCounts.of(source, Example::label);
        int count = TextSamples.requireSome(counts);
        if (counts.size() < 2) {
            throw new InvalidDataException("All " + count + " examples have the label \"" + counts.firstKey()
                    + "\"; there is nothing to tell apart");
        }
        return new FromLabels(this);
    }

    @Override
    public ExampleKind<Example> kind() {
        return ExampleKinds.LABELLED;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("scale", scale);
        return json;
    }

    private record FromLabels(LabelEmbedding task) implements Learner<Example> {

        @Override
        public TaskSpec spec() {
            return new EmbeddingSpec(task.input.pooling(), true, task.input.maxLength());
        }

        @Override
        public Objective objective() {
            return new Objective.SupervisedContrastive(task.scale);
        }

        @Override
        public double headDropout() {
            return 0;
        }

        @Override
        public Samples samples(ExampleSource<Example> source, SampleStorage storage) {
            return LabelledSamples.of(source, task.input.encoder(), storage);
        }
    }
}
