package io.adapt4j.train;

import java.time.Duration;

/**
 * How far a training is.
 *
 * @param step steps taken, 0 to {@code totalSteps}
 * @param totalSteps steps at most; 0 while the data is being prepared
 * @param epoch the epoch of the last step, from 1; 0 before the first step
 * @param loss of the last step's batch; NaN before the first step
 * @param elapsed time since training began or went on from a checkpoint, without pauses
 * @param remaining time that the steps left will take at the speed so far; zero before the first step
 */
public record TrainingProgress(int step, int totalSteps, int epoch, float loss, Duration elapsed, Duration remaining) {

    static final TrainingProgress PREPARING = new TrainingProgress(0, 0, 0, Float.NaN, Duration.ZERO, Duration.ZERO);

    /** The share of the steps that is done, 0 to 1. */
    public double share() {
        return totalSteps == 0 ? 0 : (double) step / totalSteps;
    }
}
