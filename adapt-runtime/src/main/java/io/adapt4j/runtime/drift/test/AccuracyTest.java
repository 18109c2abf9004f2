package io.adapt4j.runtime.drift.test;

import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.Summary;
import java.util.List;
import java.util.Optional;

/** Fisher's exact test of the share of wrong answers, for windows that were merged from several hosts too. */
final class AccuracyTest implements DriftTest {
    private final String name;
    private final Summary reference;

    AccuracyTest(String name, Reference reference) {
        this.name = name;
        this.reference = reference.summary();
    }

    @Override
    public Optional<Finding> test(Summary window, double level, long seed) {
        if (reference.outcomes() == 0 || window.outcomes() == 0) {
            return Optional.empty();
        }
        return Optional.of(Shares.finding(
                name,
                Shares.Comparison.INDEPENDENT,
                "wrong answer",
                reference.errors(),
                reference.outcomes(),
                window.errors(),
                window.outcomes(),
                List.of()));
    }
}
