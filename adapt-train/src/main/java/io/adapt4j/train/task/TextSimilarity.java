package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.ScoredPair;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.spi.Objective;

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
    public Learner<ScoredPair> learner(ExampleSource<ScoredPair> examples) {
        TextSamples.requireSome(examples);
        return new FromScores(this);
    }

    @Override
    public ExampleKind<ScoredPair> kind() {
        return ExampleKinds.SCORED_PAIR;
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
        public Samples samples(ExampleSource<ScoredPair> source, SampleStorage storage) {
            return TupleSamples.of(
                    source, task.kind(), task.input.encoder(), storage, 2, this::score, samples -> samples.stream()
                            .map(TokenStore.Sample::targets)
                            .toArray(float[][]::new));
        }

        private float[] score(ScoredPair pair) {
            task.loss.check(pair);
            return new float[] {(float) pair.score()};
        }
    }
}
