package io.adapt4j.train.joint;

import io.adapt4j.BaseModel;
import io.adapt4j.error.TrainingException;
import io.adapt4j.train.spi.JointSession.Slot;
import io.adapt4j.train.spi.TrainingEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs trainings side by side. Each is an ordinary training on a thread of its own that knows nothing of the others; only where it
 * wants gradients it waits. When all that are under way wait, their steps are cut into {@link Passes} and computed on the thread
 * that called {@link #run}; then all go on. Optimizers so run on all processors, and which steps share a pass does not depend on
 * the timing of threads.
 *
 * @param <R> what a training gives
 */
public final class JointRun<R> {
    private final List<Function<TrainingEngine, R>> trainings;
    private final int atOnce;
    private final List<@Nullable Outcome<R>> outcomes = new ArrayList<>();
    private final SortedMap<Integer, Pending> waiting = new TreeMap<>();
    private int ended;
    private boolean stopped;

    /**
     * How a training ended.
     *
     * @param result what it gave; empty where it failed
     * @param failure why it failed
     */
    public record Outcome<R>(Optional<R> result, Optional<RuntimeException> failure) {}

    private JointRun(List<Function<TrainingEngine, R>> trainings, int atOnce) {
        this.trainings = trainings;
        this.atOnce = atOnce;
        trainings.forEach(training -> outcomes.add(null));
    }

    /**
     * Runs trainings to their ends. One that fails leaves the others as they are.
     *
     * @param trainings each given the engine that it is to train on
     * @param atOnce the number of trainings under way at the same time; the next begins when one has ended
     * @return how each ended, in their order
     * @throws TrainingException when the thread is interrupted
     */
    public static <R> List<Outcome<R>> run(BaseModel base, List<Function<TrainingEngine, R>> trainings, int atOnce) {
        JointRun<R> run = new JointRun<>(trainings, atOnce);
        ExecutorService threads =
                Executors.newFixedThreadPool(Math.max(1, Math.min(atOnce, trainings.size())), task -> {
                    Thread thread = new Thread(task, "adapt4j-joint-training");
                    thread.setDaemon(true);
                    return thread;
                });
        try (JointSessions sessions = new JointSessions(base)) {
            for (int i = 0; i < trainings.size(); i++) {
                int training = i;
                threads.execute(() -> run.train(training, sessions.engine()));
            }
            run.compute(sessions);
            return run.outcomes();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingException("The training was interrupted", e);
        } finally {
            run.stop();
            threads.shutdownNow();
        }
    }

    private void train(int training, String engine) {
        Outcome<R> outcome;
        try {
            R result = trainings.get(training).apply(new TenantEngine(engine, slot -> step(training, slot)));
            outcome = new Outcome<>(Optional.of(result), Optional.empty());
        } catch (RuntimeException e) {
            outcome = new Outcome<>(Optional.empty(), Optional.of(e));
        } catch (Error e) {
            var failure = new TrainingException("The training ended with " + e, e);
            outcome = new Outcome<>(Optional.empty(), Optional.of(failure));
        }
        synchronized (this) {
            outcomes.set(training, outcome);
            ended++;
            notifyAll();
        }
    }

    /** Waits for the gradients of a step; on the training's thread. */
    private float step(int training, Slot slot) {
        Pending step = Pending.of(training, slot);
        synchronized (this) {
            if (stopped) {
                throw new TrainingException("The training was interrupted");
            }
            waiting.put(training, step);
            notifyAll();
        }
        try {
            return step.loss().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void compute(JointSessions sessions) throws InterruptedException {
        for (List<Pending> steps = await(); !steps.isEmpty(); steps = await()) {
            Passes.of(steps).forEach(sessions::run);
        }
    }

    /** Waits until all trainings under way wait, and takes their steps; none when all have ended. */
    private synchronized List<Pending> await() throws InterruptedException {
        while (waiting.size() < Math.min(atOnce, trainings.size() - ended)) {
            wait();
        }
        List<Pending> steps = List.copyOf(waiting.values());
        waiting.clear();
        return steps;
    }

    private synchronized void stop() {
        stopped = true;
        waiting.values().forEach(step -> step.loss()
                .completeExceptionally(new TrainingException("The training was interrupted")));
        waiting.clear();
    }

    private synchronized List<Outcome<R>> outcomes() {
        List<Outcome<R>> all = new ArrayList<>();
        for (Outcome<R> outcome : outcomes) {
            if (outcome != null) {
                all.add(outcome);
            }
        }
        return all;
    }
}
