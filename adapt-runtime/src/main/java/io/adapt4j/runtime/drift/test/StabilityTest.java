package io.adapt4j.runtime.drift.test;

import io.adapt4j.runtime.drift.sample.Feature;
import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.Summary;
import io.adapt4j.runtime.drift.stat.Psi;
import java.util.Optional;

/** The population stability index of a feature over ten bins; see {@link Psi}. */
final class StabilityTest implements DriftTest {
    private static final int BINS = 10;
    private static final int LEAST = 10 * BINS;

    private final String name;
    private final Feature feature;
    private final double[] reference;

    StabilityTest(String name, Feature feature, Reference reference) {
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
        Psi.Result result = Psi.test(reference, column.values(), BINS);
        return Optional.of(new Evidence(feature.label(), reference, column.values(), column.ids())
                .finding(name, "population stability index", result.psi(), "PSI", result.psi(), result.pValue()));
    }
}
