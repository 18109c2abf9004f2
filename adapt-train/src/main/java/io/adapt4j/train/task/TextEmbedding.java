package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.TextPair;
import io.adapt4j.train.spi.Objective;
import java.util.List;

/**
 * Learning vectors from pairs of texts that belong together: each text's partner is to be nearer than the other partners of its
 * batch, so that larger batches teach more. Where several pairs of a batch have the same partner, each of them is right.
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
    public Learner<TextPair> learner(List<TextPair> examples) {
        TextSamples.requireSome(examples);
        if (examples.stream().map(TextPair::second).distinct().count() < 2) {
            throw new InvalidDataException(
                    "All " + examples.size() + " pairs have the same second text; there is nothing to tell apart");
        }
        return new FromPairs(this);
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
        public Samples samples(List<TextPair> examples) {
            TextEncoder encoder = task.input.encoder();
            List<String> first = examples.stream().map(TextPair::first).toList();
            List<String> second = examples.stream().map(TextPair::second).toList();
            return new PairSamples(
                    examples, encoder.encode(first), encoder.encode(second), rows -> partners(rows, second));
        }

        private static float[][] partners(int[] rows, List<String> second) {
            float[][] targets = new float[rows.length][rows.length];
            for (int i = 0; i < rows.length; i++) {
                float same = 0;
                for (int j = 0; j < rows.length; j++) {
                    targets[i][j] = second.get(rows[i]).equals(second.get(rows[j])) ? 1 : 0;
                    same += targets[i][j];
                }
                for (int j = 0; j < rows.length; j++) {
                    targets[i][j] /= same;
                }
            }
            return targets;
        }
    }
}
