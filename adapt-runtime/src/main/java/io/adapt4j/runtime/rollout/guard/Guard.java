package io.adapt4j.runtime.rollout.guard;

import com.google.gson.JsonObject;

/**
 * One thing that stops a rollout. It tests, after every observation, the hypothesis that the challenger is good enough, and stops the
 * rollout where that is rejected.
 */
public sealed interface Guard permits AccuracyGuard, DisagreementGuard, ErrorRateGuard, LatencyGuard {
    /** What it looks at, such as {@code error-rate}; a plan has at most one of each. */
    String name();

    /** The test of its hypothesis. */
    BettingTest test();

    /** A judge that has seen nothing. */
    Judge judge();

    /** The hypothesis in words. */
    String hypothesis();

    /** The form that {@link Guards#parse} reads. */
    JsonObject toJson();
}
