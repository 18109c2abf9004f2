package io.adapt4j.runtime.drift.test;

import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.drift.sample.Sample;
import io.adapt4j.runtime.drift.sample.Summary;
import java.util.List;

/** The embeddings of a summary with their rows' ids, in random order. */
@SuppressWarnings("ArrayRecordComponent")
record Embeddings(float[][] points, List<Long> ids) {
    /** Tests of embeddings are made of as many on each side. */
    static final int LEAST = 20;

    static Embeddings of(Summary summary) {
        List<Sample.Item<float[]>> items = summary.vectors();
        return new Embeddings(
                items.stream().map(Sample.Item::value).toArray(float[][]::new),
                items.stream().map(Sample.Item::id).toList());
    }

    /** Whether there are enough on both sides. */
    boolean comparableWith(Embeddings window) {
        if (points.length < LEAST || window.points.length < LEAST) {
            return false;
        }
        if (points[0].length != window.points[0].length) {
            throw new InvalidInputException("The reference has embeddings of " + points[0].length
                    + " numbers, but the window of " + window.points[0].length
                    + "; make the reference with the adapter and base that are watched");
        }
        return true;
    }
}
