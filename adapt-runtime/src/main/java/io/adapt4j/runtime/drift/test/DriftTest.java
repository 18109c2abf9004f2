package io.adapt4j.runtime.drift.test;

import io.adapt4j.runtime.drift.sample.Summary;
import java.util.Optional;

/** Compares a window of traffic with the reference that it was made for; registered in {@link DriftTests}. */
@FunctionalInterface
public interface DriftTest {

    /**
     * Tests whether the window came from where the reference came from.
     *
     * @param window what is remembered of it
     * @param level the p-value that matters: how small one is need not be found out below a tenth of it
     * @param seed of what is drawn at random
     * @return empty when there is too little to compare, which counts as no drift
     */
    Optional<Finding> test(Summary window, double level, long seed);
}
