package io.adapt4j.runtime.drift.sample;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of an observation.
 *
 * @param values one for each {@link Feature}, in their order; NaN for none
 * @param label the label that was given, if any
 * @param excerpt the beginning of the text; null where texts are not kept
 */
@SuppressWarnings("ArrayRecordComponent")
public record Row(
        double[] values, @Nullable String label, @Nullable String excerpt) {
    /** The most bytes that a row takes in a sample, its place and id included. */
    static final long BYTES = 160 + 8L * Feature.values().length;

    public double value(Feature feature) {
        return values[feature.ordinal()];
    }
}
