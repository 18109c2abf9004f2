package io.adapt4j.examples.multitenant;

import io.adapt4j.train.TrainingListener;

/** Measures the time of all steps but each training's first, and so nothing of what comes before. Several trainings may share it. */
final class StepClock implements TrainingListener {
    private long last;
    private long nanos;
    private long steps;

    @Override
    public synchronized void onStep(Step step) {
        long now = System.nanoTime();
        if (step.step() > 1) {
            nanos += now - last;
            steps++;
        }
        last = now;
    }

    synchronized double stepsPerSecond() {
        return steps / (nanos / 1e9);
    }
}
