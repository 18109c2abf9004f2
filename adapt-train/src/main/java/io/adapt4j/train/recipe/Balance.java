package io.adapt4j.train.recipe;

import io.adapt4j.error.InvalidRecipeException;

/** How often the examples of each label are learnt from; see {@link io.adapt4j.train.data.split.BalancedSampling}. */
public sealed interface Balance {

    /** Examples are repeated until every label has as many as the most frequent one. */
    record Oversample(long seed) implements Balance {}

    /** As many examples of each label. */
    record PerLabel(int examples, long seed) implements Balance {
        public PerLabel {
            if (examples < 1) {
                throw new InvalidRecipeException("examples is at least 1, but was " + examples);
            }
        }
    }
}
