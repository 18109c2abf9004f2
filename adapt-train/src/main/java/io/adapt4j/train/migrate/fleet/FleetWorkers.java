package io.adapt4j.train.migrate.fleet;

import io.adapt4j.error.TrainingStoppedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Does the same with many things on some threads, until one fails. */
final class FleetWorkers {
    private final int threads;

    FleetWorkers(int threads) {
        this.threads = threads;
    }

    /** Returns, or throws what was thrown first, when nothing is under way any more. */
    void run(List<String> names, Consumer<String> work) {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "adapt4j-fleet");
            thread.setDaemon(true);
            return thread;
        });
        AtomicBoolean stopped = new AtomicBoolean();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (String name : names) {
            tasks.add(() -> {
                if (!stopped.get()) {
                    done(name, work, stopped);
                }
                return null;
            });
        }
        List<Future<Void>> all = tasks.stream().map(pool::submit).toList();
        pool.shutdown();
        await(all, stopped);
    }

    private static void done(String name, Consumer<String> work, AtomicBoolean stopped) {
        boolean failed = true;
        try {
            work.accept(name);
            failed = false;
        } finally {
            if (failed) {
                stopped.set(true);
            }
        }
    }

    private static void await(List<Future<Void>> all, AtomicBoolean stopped) {
        Throwable failure = null;
        boolean interrupted = false;
        for (Future<Void> each : all) {
            while (true) {
                try {
                    each.get();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                    stopped.set(true);
                } catch (ExecutionException e) {
                    failure = failure == null ? e.getCause() : failure;
                    break;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (interrupted) {
            throw new TrainingStoppedException(
                    "The fleet migration was interrupted; what has ended is in the registry, and the next run goes on");
        }
    }
}
