package io.adapt4j.runtime.drift.test;

import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.Summary;
import io.adapt4j.runtime.drift.stat.Mahalanobis;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.jspecify.annotations.Nullable;

/**
 * Mahalanobis distances to one half of the reference, those of the other half against the window's, by the rank test of
 * Mann and Whitney (1947): whether a distance of the window is larger than one of the reference more or less often than not.
 */
final class DistanceTest implements DriftTest {
    private final String name;
    private final Embeddings reference;
    private final @Nullable Mahalanobis fit;
    private final double[] held;

    DistanceTest(String name, Reference reference) {
        this.name = name;
        this.reference = Embeddings.of(reference.summary());
        float[][] points = this.reference.points();
        int half = points.length / 2;
        fit = half < Embeddings.LEAST ? null : new Mahalanobis(Arrays.copyOf(points, half));
        held = fit == null ? new double[0] : fit.distances(Arrays.copyOfRange(points, half, points.length));
    }

    @Override
    public Optional<Finding> test(Summary window, double level, long seed) {
        Embeddings now = Embeddings.of(window);
        if (fit == null || !reference.comparableWith(now)) {
            return Optional.empty();
        }
        double[] distances = fit.distances(now.points());
        var result = MannWhitneyUTest.withDefaults().test(distances, held);
        return Optional.of(new Evidence("distance to the reference", held, distances, now.ids())
                .finding(
                        name,
                        "Mahalanobis distance, Mann-Whitney",
                        result.getStatistic(),
                        "chance that the window is farther",
                        result.getStatistic() / ((double) distances.length * held.length),
                        result.getPValue()));
    }
}
