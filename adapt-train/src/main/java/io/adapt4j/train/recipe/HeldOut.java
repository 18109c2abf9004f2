package io.adapt4j.train.recipe;

import io.adapt4j.error.InvalidRecipeException;
import java.util.List;

/** Examples that are not learnt from: those of other files, or some of those to learn from. */
public sealed interface HeldOut {

    /** Those of files, one after the other. */
    record Files(List<DataFile> files) implements HeldOut {
        public Files {
            files = List.copyOf(files);
            if (files.isEmpty()) {
                throw new InvalidRecipeException("Examples that are held out are in at least one file");
            }
        }
    }

    /** A share of those to learn from, taken at random; see {@link io.adapt4j.train.data.split.Splits#random}. */
    record Random(double share, long seed) implements HeldOut {
        public Random {
            requireShare(share);
        }
    }

    /** A share of those of each label; see {@link io.adapt4j.train.data.split.Splits#stratified}. */
    record Stratified(double share, long seed) implements HeldOut {
        public Stratified {
            requireShare(share);
        }
    }

    /**
     * The latest share; see {@link io.adapt4j.train.data.split.Splits#latest}.
     *
     * @param by the column that they are ordered by: numbers, or texts such as ISO 8601 times of one form and zone
     */
    record Latest(double share, String by) implements HeldOut {
        public Latest {
            requireShare(share);
        }
    }

    /** The examples of one file. */
    static HeldOut file(DataFile file) {
        return new Files(List.of(file));
    }

    private static void requireShare(double share) {
        if (!(share > 0 && share < 1)) {
            throw new InvalidRecipeException("The share that is held out is in (0, 1), but was " + share);
        }
    }
}
