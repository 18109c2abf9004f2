package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.ScoredPair;
import io.adapt4j.train.spi.Objective;

/** What {@link TextSimilarity} learns of the scores. */
public sealed interface SimilarityLoss {

    /** Their values: the squared difference from the cosines. */
    record Cosine() implements SimilarityLoss {
        @Override
        public Objective objective() {
            return new Objective.Cosine();
        }

        @Override
        public void check(ScoredPair pair) {
            if (!(pair.score() >= -1 && pair.score() <= 1)) {
                throw new InvalidDataException("The score of a pair is a cosine, in [-1, 1], but one has "
                        + pair.score() + ": \"" + pair.first() + "\"");
            }
        }

        @Override
        public JsonObject toJson() {
            return Named.json("cosine");
        }
    }

    /**
     * Their order within a batch (Su, "CoSENT", 2022), so that they may be on any scale.
     *
     * @param scale by which cosines are multiplied, positive: one over the temperature
     */
    record Cosent(double scale) implements SimilarityLoss {
        public Cosent {
            Named.requirePositive("scale", scale);
        }

        /** With the scale of the paper, 20. */
        public Cosent() {
            this(20);
        }

        @Override
        public Objective objective() {
            return new Objective.Cosent(scale);
        }

        @Override
        public void check(ScoredPair pair) {
            if (!Double.isFinite(pair.score())) {
                throw new InvalidDataException("The score of a pair is a finite number, but one has " + pair.score()
                        + ": \"" + pair.first() + "\"");
            }
        }

        @Override
        public JsonObject toJson() {
            JsonObject json = Named.json("cosent");
            json.addProperty("scale", scale);
            return json;
        }
    }

    /** The objective that is trained. */
    Objective objective();

    /**
     * Checks an example.
     *
     * @throws InvalidDataException when its score cannot be learnt
     */
    void check(ScoredPair pair);

    /** The loss as {@code "name"} and its settings. */
    JsonObject toJson();
}
