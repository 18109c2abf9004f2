package io.adapt4j.train.data;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** Random orders that are the same for the same state of the random numbers, on every machine. */
public final class Shuffle {
    private Shuffle() {}

    /** Puts a list in a random order, each order as likely as any other (Durstenfeld, "Algorithm 235", 1964). */
    public static void apply(List<?> list, SplittableRandom random) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, random.nextInt(i + 1));
        }
    }
}
