package io.adapt4j.train;

import io.adapt4j.BaseModel;
import io.adapt4j.error.TrainingStoppedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A training that runs on a thread of its own, made by {@link Trainer#start}. It can be paused and cancelled between two steps.
 * Safe for use by many threads.
 */
public final class TrainingRun {
    private final RunControl control;
    private final CompletableFuture<TrainingResult> result;

    private TrainingRun(RunControl control, CompletableFuture<TrainingResult> result) {
        this.control = control;
        this.result = result;
    }

    static TrainingRun start(RunControl control, Supplier<TrainingResult> training) {
        CompletableFuture<TrainingResult> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(training.get());
                    } catch (Throwable e) { // whatever it is, it belongs to those who wait
                        result.completeExceptionally(e);
                    }
                },
                "adapt4j-training");
        thread.setDaemon(true);
        thread.start();
        return new TrainingRun(control, result);
    }

    /** How far it is. */
    public TrainingProgress progress() {
        return control.progress();
    }

    /** Lets it wait after the step that it is taking, once it has written a checkpoint where it has a folder for them. */
    public void pause() {
        control.pause();
    }

    /** Lets it go on after {@link #pause}. */
    public void resume() {
        control.resume();
    }

    /** Ends it after the step that it is taking, once it has written a checkpoint where it has a folder for them. */
    public void cancel() {
        control.cancel();
    }

    /** Whether it is to pause. */
    public boolean isPaused() {
        return control.isPaused();
    }

    /** Whether it has ended, with a result or without. */
    public boolean isDone() {
        return result.isDone();
    }

    /**
     * Waits for its end.
     *
     * @throws TrainingStoppedException when it was cancelled
     * @throws io.adapt4j.error.AdaptException what {@link Trainer#train} throws
     */
    public TrainingResult await() {
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Its result, when there is one; cancelling the future does not cancel the training. */
    public CompletableFuture<TrainingResult> future() {
        return result.copy();
    }

    /** The same run, whose result is changed when it ends; what the change throws is thrown to those who wait. */
    public TrainingRun then(UnaryOperator<TrainingResult> change) {
        return new TrainingRun(control, result.thenApply(change));
    }

    /** The same run, which also closes the base model when it ends. */
    public TrainingRun closing(BaseModel base) {
        return new TrainingRun(control, result.whenComplete((training, error) -> base.close()));
    }
}
