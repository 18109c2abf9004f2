package io.adapt4j.runtime.drift.test;

import io.adapt4j.runtime.drift.sample.Feature;
import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.Summary;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How often a feature is 1. */
final class ShareTest implements DriftTest {
    private static final int ROWS = 5;

    private final String name;
    private final Feature feature;
    private final Shares.Comparison comparison;
    private final double[] reference;

    ShareTest(String name, Feature feature, Shares.Comparison comparison, Reference reference) {
        this.name = name;
        this.feature = feature;
        this.comparison = comparison;
        this.reference = reference.summary().values(feature);
    }

    @Override
    public Optional<Finding> test(Summary window, double level, long seed) {
        FeatureColumn column = FeatureColumn.of(window, feature);
        if (reference.length == 0 || column.values().length == 0) {
            return Optional.empty();
        }
        int before = ones(reference);
        int now = ones(column.values());
        boolean more = (double) now / column.values().length > (double) before / reference.length;
        List<Long> rows = IntStream.range(0, column.values().length)
                .filter(row -> column.values()[row] == (more ? 1 : 0))
                .limit(ROWS)
                .mapToObj(column.ids()::get)
                .toList();
        return Optional.of(Shares.finding(
                name, comparison, feature.label(), before, reference.length, now, column.values().length, rows));
    }

    private static int ones(double[] values) {
        return (int) Arrays.stream(values).filter(value -> value == 1).count();
    }
}
