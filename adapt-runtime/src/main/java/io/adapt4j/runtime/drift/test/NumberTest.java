package io.adapt4j.runtime.drift.test;

import io.adapt4j.runtime.drift.sample.Feature;
import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.Summary;
import java.util.Optional;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;

/**
 * The two-sample test of Kolmogorov and Smirnov (Smirnov 1939): the largest difference of the distribution functions of a
 * feature. Where values come several times, as lengths do, its p-values are too large rather than too small.
 */
final class NumberTest implements DriftTest {
    private static final int LEAST = 20;

    private final String name;
    private final Feature feature;
    private final double[] reference;

    NumberTest(String name, Feature feature, Reference reference) {
        this.name = name;
        this.feature = feature;
        this.reference = reference.summary().values(feature);
    }

    @Override
    public Optional<Finding> test(Summary window, double level, long seed) {
        FeatureColumn column = FeatureColumn.of(window, feature);
        if (reference.length < LEAST || column.values().length < LEAST) {
            return Optional.empty();
        }
        var result = KolmogorovSmirnovTest.withDefaults().test(reference, column.values());
        return Optional.of(new Evidence(feature.label(), reference, column.values(), column.ids())
                .finding(
                        name,
                        "Kolmogorov-Smirnov",
                        result.getStatistic(),
                        "largest difference of distribution functions",
                        result.getStatistic(),
                        result.getPValue()));
    }
}
