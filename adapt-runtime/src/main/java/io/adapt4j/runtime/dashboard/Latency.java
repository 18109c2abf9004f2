package io.adapt4j.runtime.dashboard;

import com.google.gson.JsonObject;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** How long requests took, in a histogram with eight bins for each doubling: quantiles are within 10%. */
final class Latency {
    private static final int PARTS = 8;
    /** From a microsecond to over an hour. */
    private static final int BINS = 32 * PARTS;

    private static final double LOWEST = 1e3;

    private final AtomicLongArray bins = new AtomicLongArray(BINS);
    private final LongAdder failed = new LongAdder();

    void add(long nanos, boolean answered) {
        if (!answered) {
            failed.increment();
            return;
        }
        double doublings = Math.log(Math.max(1, nanos / LOWEST)) / Math.log(2);
        bins.incrementAndGet((int) Math.min(BINS - 1, doublings * PARTS));
    }

    /** {@code answered}, {@code failed}, and quantiles in milliseconds of those answered, of which there may be none. */
    JsonObject toJson() {
        long[] counts = new long[BINS];
        long answered = 0;
        for (int bin = 0; bin < BINS; bin++) {
            counts[bin] = bins.get(bin);
            answered += counts[bin];
        }
        JsonObject json = new JsonObject();
        json.addProperty("answered", answered);
        json.addProperty("failed", failed.sum());
        if (answered > 0) {
            json.addProperty("p50", milliseconds(counts, answered, 0.5));
            json.addProperty("p95", milliseconds(counts, answered, 0.95));
            json.addProperty("p99", milliseconds(counts, answered, 0.99));
        }
        return json;
    }

    /** The middle of the bin in which the quantile is. */
    private static double milliseconds(long[] counts, long total, double quantile) {
        long left = (long) Math.ceil(quantile * total);
        int bin = 0;
        while (left > counts[bin]) {
            left -= counts[bin++];
        }
        double nanos = LOWEST * Math.pow(2, (bin + 0.5) / PARTS);
        return Math.round(nanos / 1e3) / 1e3;
    }
}
