package io.adapt4j.train.metric;

import io.adapt4j.error.InvalidDataException;

/** Hits and misses of a yes-or-no decision. */
final class Counts {
    private long hits;
    private long given;
    private long actual;

    static void requireSame(int answers, int truths) {
        if (answers == 0 || answers != truths) {
            throw new InvalidDataException("Metrics take as many answers as truths and at least one, but were given "
                    + answers + " and " + truths);
        }
    }

    void add(boolean isActual, boolean isGiven) {
        hits += isActual && isGiven ? 1 : 0;
        actual += isActual ? 1 : 0;
        given += isGiven ? 1 : 0;
    }

    void add(long moreHits, long moreActual, long moreGiven) {
        hits += moreHits;
        actual += moreActual;
        given += moreGiven;
    }

    /** Whether there is anything that is true or was given. */
    boolean occurs() {
        return actual > 0 || given > 0;
    }

    /** The share of what was given that is true; 0 where nothing was given. */
    double precision() {
        return given == 0 ? 0 : (double) hits / given;
    }

    /** The share of what is true that was given; 0 where nothing is true. */
    double recall() {
        return actual == 0 ? 0 : (double) hits / actual;
    }

    /** The harmonic mean of both; 0 without a hit. */
    double f1() {
        return hits == 0 ? 0 : 2.0 * hits / (actual + given);
    }
}
