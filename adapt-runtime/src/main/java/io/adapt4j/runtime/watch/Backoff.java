package io.adapt4j.runtime.watch;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait after failures in a row: twice as long after each, up to a bound. Each wait is shortened by up to a half at random, so
 * that the hosts that lost a registry together do not come back to it together.
 */
final class Backoff {
    private final long firstNanos;
    private final long longestNanos;
    private long nextNanos;

    Backoff(Duration first, Duration longest) {
        this.firstNanos = first.toNanos();
        this.longestNanos = Math.max(first.toNanos(), longest.toNanos());
        this.nextNanos = firstNanos;
    }

    /** The wait after one more failure, in nanoseconds. */
    long next() {
        long nanos = nextNanos;
        nextNanos = Math.min(longestNanos, nextNanos * 2);
        return jittered(nanos);
    }

    /** Ends the row of failures. */
    void reset() {
        nextNanos = firstNanos;
    }

    static long jittered(long nanos) {
        return nanos - ThreadLocalRandom.current().nextLong(nanos / 2 + 1);
    }
}
