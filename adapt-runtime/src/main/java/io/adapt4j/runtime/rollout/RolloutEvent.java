package io.adapt4j.runtime.rollout;

import io.adapt4j.registry.Change;

/**
 * Something that happened to a rollout.
 *
 * @param number counts a rollout's events, from 1
 * @param what such as {@code start}, {@code step}, {@code pause}, {@code abort}
 * @param stage where the rollout is after it
 * @param step the canary step, from 1; 0 in other stages
 * @param change who, why and when
 * @param host the host on which it was decided
 */
public record RolloutEvent(int number, What what, Stage stage, int step, Change change, String host) {

    /** What can happen. */
    public enum What {
        START,
        /** To the next stage or step. */
        STEP,
        PAUSE,
        PROCEED,
        PROMOTE,
        ABORT,
        ROLL_BACK
    }
}
