package io.adapt4j.train;

import java.time.Duration;

/** What those who started a training want of it; read by the thread that trains, between steps. */
final class RunControl {
    private boolean paused;
    private boolean cancelled;
    private volatile TrainingProgress progress = TrainingProgress.PREPARING;

    synchronized void pause() {
        paused = true;
    }

    synchronized void resume() {
        paused = false;
        notifyAll();
    }

    synchronized void cancel() {
        cancelled = true;
        notifyAll();
    }

    synchronized boolean isPaused() {
        return paused;
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Waits as long as the training is to pause; returns how long that was. An interrupt cancels. */
    synchronized Duration awaitTurn() {
        long start = System.nanoTime();
        while (paused && !cancelled) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                cancelled = true;
            }
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    TrainingProgress progress() {
        return progress;
    }

    void report(TrainingProgress newProgress) {
        progress = newProgress;
    }
}
