package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.metric.SimilarityMetrics;
import io.adapt4j.train.spi.Objective;
import java.util.List;

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
    public Learner<Example> learner(List<Example> examples) {
        TextSamples.requireSome(examples);
        if (examples.stream().map(Example::label).distinct().count() < 2) {
            throw new InvalidDataException("All " + examples.size() + " examples have the label \""
                    + examples.get(0).label() + "\"; there is nothing to tell apart");
        }
        return new FromLabels(this);
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
        public Samples samples(List<Example> examples) {
            List<String> texts = examples.stream().map(Example::text).toList();
            List<String> labels = examples.stream().map(Example::label).toList();
            return new LabelledSamples(
                    task.input.encoder().encode(texts),
                    labels,
                    TextSamples.hashOf(examples, example -> List.of(example.text(), example.label())),
                    answers -> SimilarityMetrics.labelled(answers.of(texts, Embedding.class), labels));
        }
    }
}
