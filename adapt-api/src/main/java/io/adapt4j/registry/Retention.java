package io.adapt4j.registry;

import io.adapt4j.error.RegistryException;
import java.time.Duration;
import java.time.Instant;

/**
 * What a garbage collection keeps beside that which is in use.
 *
 * @param moves how many earlier versions of each alias stay, counted both by its last moves and by the way back that rolling back
 *     takes; at least 1
 * @param generations how many generations of ancestors of what is kept stay
 * @param since versions registered at this moment or later stay, because somebody may be about to use them
 */
public record Retention(int moves, int generations, Instant since) {
    /**
     * @throws RegistryException when moves is less than 1 or generations less than 0
     */
    public Retention {
        if (moves < 1 || generations < 0) {
            throw new RegistryException("A retention keeps at least 1 earlier version of each alias and 0 generations,"
                    + " but was given " + moves + " and " + generations);
        }
    }

    /** Keeps what was registered in the last such time, ten earlier versions of each alias, and all ancestors. */
    public static Retention of(Duration age) {
        return new Retention(10, Integer.MAX_VALUE, Instant.now().minus(age));
    }

    public Retention withMoves(int number) {
        return new Retention(number, generations, since);
    }

    public Retention withGenerations(int number) {
        return new Retention(moves, number, since);
    }
}
