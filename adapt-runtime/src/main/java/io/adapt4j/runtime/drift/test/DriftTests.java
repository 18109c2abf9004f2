package io.adapt4j.runtime.drift.test;

import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.drift.sample.Feature;
import io.adapt4j.runtime.drift.sample.Reference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table of tests, by their names. Another test is a class and a line here. */
public final class DriftTests {
    private static final Map<String, Factory> TABLE = new LinkedHashMap<>();

    static {
        number("input.length", Feature.LENGTH);
        number("input.unknown", Feature.UNKNOWN);
        number("input.unseen", Feature.UNSEEN);
        share("quality.empty", Feature.EMPTY, Shares.Comparison.INDEPENDENT);
        share("quality.truncated", Feature.TRUNCATED, Shares.Comparison.INDEPENDENT);
        share("quality.duplicate", Feature.DUPLICATE, Shares.Comparison.EVENTS);
        TABLE.put("embedding.mmd", DiscrepancyTest::new);
        TABLE.put("embedding.classifier", ClassifierTest::new);
        TABLE.put("embedding.mahalanobis", DistanceTest::new);
        TABLE.put("prediction.labels", LabelTest::new);
        number("prediction.confidence", Feature.CONFIDENCE);
        TABLE.put("prediction.psi", (name, reference) -> new StabilityTest(name, Feature.CONFIDENCE, reference));
        number("prediction.entropy", Feature.ENTROPY);
        number("prediction.value", Feature.VALUE);
        TABLE.put("outcome.accuracy", AccuracyTest::new);
    }

    private interface Factory {
        DriftTest of(String name, Reference reference);
    }

    private DriftTests() {}

    private static void number(String name, Feature feature) {
        TABLE.put(name, (key, reference) -> new NumberTest(key, feature, reference));
    }

    private static void share(String name, Feature feature, Shares.Comparison comparison) {
        TABLE.put(name, (key, reference) -> new ShareTest(key, feature, comparison, reference));
    }

    /** The names of all tests. */
    public static List<String> names() {
        return List.copyOf(TABLE.keySet());
    }

    /**
     * A test against a reference.
     *
     * @throws InvalidInputException when there is no test of that name
     */
    public static DriftTest of(String name, Reference reference) {
        Factory factory = TABLE.get(name);
        if (factory == null) {
            throw new InvalidInputException("Unknown drift test \"" + name + "\"; there are " + names());
        }
        return factory.of(name, reference);
    }
}
