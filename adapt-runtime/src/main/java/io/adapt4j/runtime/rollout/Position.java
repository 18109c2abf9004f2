package io.adapt4j.runtime.rollout;

import java.time.Instant;

/**
 * Where a rollout is.
 *
 * @param stage what is going on
 * @param step the canary step, from 1; 0 in other stages
 * @param number counts the stages and steps, from 1
 * @param entered when this one began
 * @param paused whether it stays here, though guards go on watching
 * @param promoted the alias's revision after the promotion; 0 before it
 */
public record Position(Stage stage, int step, long number, Instant entered, boolean paused, long promoted) {

    Position next(Stage newStage, int newStep, Instant at) {
        return new Position(newStage, newStep, number + 1, at, false, promoted);
    }

    Position withPaused(boolean now) {
        return new Position(stage, step, number, entered, now, promoted);
    }

    Position withPromoted(long revision) {
        return new Position(stage, step, number, entered, paused, revision);
    }

    /** Such as {@code canary step 2}. */
    String describe() {
        return stage == Stage.CANARY ? "canary step " + step : stage.name().toLowerCase(java.util.Locale.ROOT);
    }
}
