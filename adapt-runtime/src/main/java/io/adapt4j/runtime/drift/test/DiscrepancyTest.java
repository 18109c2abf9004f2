package io.adapt4j.runtime.drift.test;

import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.Summary;
import io.adapt4j.runtime.drift.stat.Mmd;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/** The maximum mean discrepancy of the embeddings; see {@link Mmd}. */
final class DiscrepancyTest implements DriftTest {
    private static final int MOST = 50_000;

    private final String name;
    private final Embeddings reference;

    DiscrepancyTest(String name, Reference reference) {
        this.name = name;
        this.reference = Embeddings.of(reference.summary());
    }

    @Override
    public Optional<Finding> test(Summary window, double level, long seed) {
        Embeddings now = Embeddings.of(window);
        if (!reference.comparableWith(now)) {
            return Optional.empty();
        }
        Mmd mmd = Mmd.of(reference.points(), now.points());
        int permutations = (int) Math.min(MOST, Math.max(200, Math.ceil(2 / level)));
        double p = mmd.pValue(permutations, new SplittableRandom(seed));
        double[] witness = mmd.witness();
        int first = reference.points().length;
        return Optional.of(new Evidence(
                        "likeness to the window",
                        Arrays.copyOf(witness, first),
                        Arrays.copyOfRange(witness, first, witness.length),
                        now.ids())
                .finding(
                        name,
                        "maximum mean discrepancy",
                        mmd.statistic(),
                        "MMD",
                        Math.sqrt(Math.max(0, mmd.statistic())),
                        p));
    }
}
