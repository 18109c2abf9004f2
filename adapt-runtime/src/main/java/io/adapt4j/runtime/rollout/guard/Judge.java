package io.adapt4j.runtime.rollout.guard;

import java.util.OptionalInt;

/**
 * Turns what is seen into outcomes of a guard's test. What it does with an observation may depend on those before it, but
 * whether it counts one must not depend on how that one went. Used by one thread at a time.
 */
public interface Judge {
    /** The outcome of a pair, as {@link BettingTest} numbers them; empty when this guard does not look at it. */
    default OptionalInt judge(Pair pair) {
        return OptionalInt.empty();
    }

    /** The outcome of a pair of answers of which it became known whether they were right; empty as above. */
    default OptionalInt judge(boolean championRight, boolean challengerRight) {
        return OptionalInt.empty();
    }

    /** The outcome of {@link BettingTest#pairs}. */
    static OptionalInt compare(boolean championBad, boolean challengerBad) {
        return OptionalInt.of(1 + (challengerBad ? 1 : 0) - (championBad ? 1 : 0));
    }
}
