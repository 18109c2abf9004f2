package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.ScoredPair;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.spi.Objective;

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
        public Samples samples(ExampleSource<ScoredPair> source, SampleStorage storage) {
            return PairSamples.of(
                    source, task.kind(), task.input.encoder(), storage, FromScores::score, samples -> samples.stream()
                            .map(TokenStore.Sample::targets)
                            .toArray(float[][]::new));
        }

        private static float[] score(ScoredPair pair) {
            if (!(pair.score() >= -1 && pair.score() <= 1)) {
                throw new InvalidDataException("The score of a pair is a cosine, in [-1, 1], but one has "
                        + pair.score() + ": \"" + pair.first() + "\"");
            }
            return new float[] {(float) pair.score()};
        }
    }
}
