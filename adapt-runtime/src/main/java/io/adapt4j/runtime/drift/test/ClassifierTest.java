package io.adapt4j.runtime.drift.test;

import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.Summary;
import io.adapt4j.runtime.drift.stat.ClassifierTwoSample;
import java.util.Arrays;
import java.util.Optional;

/** Whether a classifier can tell the window's embeddings from the reference's; see {@link ClassifierTwoSample}. */
final class ClassifierTest implements DriftTest {
    private final String name;
    private final Embeddings reference;

    ClassifierTest(String name, Reference reference) {
        this.name = name;
        this.reference = Embeddings.of(reference.summary());
    }

    @Override
    public Optional<Finding> test(Summary window, double level, long seed) {
        Embeddings now = Embeddings.of(window);
        if (!reference.comparableWith(now)) {
            return Optional.empty();
        }
        int size = Math.min(reference.points().length, now.points().length);
        ClassifierTwoSample.Result result =
                ClassifierTwoSample.test(Arrays.copyOf(reference.points(), size), Arrays.copyOf(now.points(), size));
        int half = result.scores().length / 2;
        return Optional.of(new Evidence(
                        "score of the classifier",
                        Arrays.copyOf(result.scores(), half),
                        Arrays.copyOfRange(result.scores(), half, 2 * half),
                        now.ids().subList(size / 2, size / 2 + half))
                .finding(
                        name,
                        "classifier two-sample test",
                        result.accuracy(),
                        "accuracy",
                        result.accuracy(),
                        result.pValue()));
    }
}
