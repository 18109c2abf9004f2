package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.ScoredPair;
import io.adapt4j.train.metric.SimilarityMetrics;
import io.adapt4j.train.spi.Objective;
import java.util.List;

/**
 * Learning vectors whose cosine says how similar two texts are.
 *
 * @param input how texts are read
 * @param loss what of the scores is learnt
 */
public record TextSimilarity(TextInput input, SimilarityLoss loss) implements TrainingTask<ScoredPair, TextSimilarity> {

    /** Pairs with scores in [-1, 1], which the cosines are to be. */
    public static TextSimilarity scored() {
        return new TextSimilarity(TextInput.defaults(), new SimilarityLoss.Cosine());
    }

    @Override
    public TextSimilarity input(TextInput newInput) {
        return new TextSimilarity(newInput, loss);
    }

    public TextSimilarity loss(SimilarityLoss newLoss) {
        return new TextSimilarity(input, newLoss);
    }

    @Override
    public Learner<ScoredPair> learner(List<ScoredPair> examples) {
        TextSamples.requireSome(examples);
        return new FromScores(this);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.add("loss", loss.toJson());
        return json;
    }

    private record FromScores(TextSimilarity task) implements Learner<ScoredPair> {

        @Override
        public TaskSpec spec() {
            return new EmbeddingSpec(task.input.pooling(), true, task.input.maxLength());
        }

        @Override
        public Objective objective() {
            return task.loss.objective();
        }

        @Override
        public double headDropout() {
            return 0;
        }

        @Override
        public Samples samples(List<ScoredPair> examples) {
            for (ScoredPair pair : examples) {
                task.loss.check(pair);
            }
            TextEncoder encoder = task.input.encoder();
            List<String> first = examples.stream().map(ScoredPair::first).toList();
            List<String> second = examples.stream().map(ScoredPair::second).toList();
            double[] scores = examples.stream().mapToDouble(ScoredPair::score).toArray();
            return new TupleSamples(
                    List.of(encoder.encode(first), encoder.encode(second)),
                    rows -> targets(rows, scores),
                    TextSamples.hashOf(
                            examples, pair -> List.of(pair.first(), pair.second(), Double.toString(pair.score()))),
                    answers -> SimilarityMetrics.scored(
                            answers.of(first, Embedding.class), answers.of(second, Embedding.class), scores));
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
