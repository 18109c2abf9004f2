package io.adapt4j.runtime.drift;

/**
 * How many windows it takes for an alarm.
 *
 * @param needed in how many windows the same test must find drift
 * @param of among how many that follow each other
 */
public record Patience(int needed, int of) {
    public Patience {
        if (needed < 1 || of < needed || of > 64) {
            throw new IllegalArgumentException(
                    "Patience is 1 or more windows of at most 64, but was " + needed + " of " + of);
        }
    }
}
