package io.adapt4j.train;

import io.adapt4j.train.metric.Metrics;

/** Told about the progress of a training, on the thread that trains. An exception from it ends the training. */
public interface TrainingListener {

    /**
     * After each step.
     *
     * @param step from 1 to {@code totalSteps}
     * @param epoch from 1
     * @param loss of the step's batch
     * @param learningRate that the step was taken with
     */
    record Step(int step, int totalSteps, int epoch, float loss, double learningRate) {}

    /** After each evaluation, {@code step} steps into the training. */
    record Evaluation(int step, int epoch, Metrics metrics) {}

    default void onStep(Step step) {}

    /** After each step, with the time that it has taken and will take. */
    default void onProgress(TrainingProgress progress) {}

    default void onEvaluation(Evaluation evaluation) {}
}
