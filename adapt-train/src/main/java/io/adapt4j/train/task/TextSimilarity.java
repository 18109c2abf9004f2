package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.ScoredPair;
import io.adapt4j.train.spi.Objective;
import java.util.List;

/**
 * Learning vectors whose cosine is the score of a pair of texts.
 *
 * @param input how texts are read
 */
public record TextSimilarity(TextInput input) implements TrainingTask<ScoredPair, TextSimilarity> {

    /** Pairs with scores in [-1, 1]. */
    public static TextSimilarity scored() {
        return new TextSimilarity(TextInput.defaults());
    }

    @Override
    public TextSimilarity input(TextInput newInput) {
        return new TextSimilarity(newInput);
    }

    @Override
    public Learner<ScoredPair> learner(List<ScoredPair> examples) {
        TextSamples.requireSome(examples);
        return new FromScores(this);
    }

    @Override
    public JsonObject toJson() {
        return new JsonObject();
    }

    private record FromScores(TextSimilarity task) implements Learner<ScoredPair> {

        @Override
        public TaskSpec spec() {
            return new EmbeddingSpec(task.input.pooling(), true, task.input.maxLength());
        }

        @Override
        public Objective objective() {
            return new Objective.Cosine();
        }

        @Override
        public double headDropout() {
            return 0;
        }

        @Override
        public Samples samples(List<ScoredPair> examples) {
            for (ScoredPair pair : examples) {
                if (!(pair.score() >= -1 && pair.score() <= 1)) {
                    throw new InvalidDataException("The score of a pair is a cosine, in [-1, 1], but one has "
                            + pair.score() + ": \"" + pair.first() + "\"");
                }
            }
            TextEncoder encoder = task.input.encoder();
            List<String> first = examples.stream().map(ScoredPair::first).toList();
            List<String> second = examples.stream().map(ScoredPair::second).toList();
            double[] scores = examples.stream().mapToDouble(ScoredPair::score).toArray();
            return new PairSamples(
                    examples, encoder.encode(first), encoder.encode(second), rows -> targets(rows, scores));
        }

        private static float[][] targets(int[] rows, double[] scores) {
            float[][] targets = new float[rows.length][1];
            for (int i = 0; i < rows.length; i++) {
                targets[i][0] = (float) scores[rows[i]];
            }
            return targets;
        }
    }
}
