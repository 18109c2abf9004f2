package io.adapt4j.train.search;

import io.adapt4j.error.AdaptException;
import io.adapt4j.error.CheckpointException;
import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.error.StorageException;
import io.adapt4j.error.TrainingException;
import io.adapt4j.error.TrainingStoppedException;
import io.adapt4j.train.Checkpoints;
import io.adapt4j.train.TrainingListener;
import io.adapt4j.train.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A search that is carried out, rung by rung. */
final class SearchRun {
    private final Search search;
    private final Search.Plan plan;
    private final SearchFolder folder;
    private final TrialTrainer trainer;
    private final Consumer<TrialResult> listener;
    private int parallel;
    private volatile boolean broken;

    SearchRun(
            Search search,
            Search.Plan plan,
            SearchFolder folder,
            TrialTrainer trainer,
            Consumer<TrialResult> listener) {
        this.search = search;
        this.plan = plan;
        this.folder = folder;
        this.trainer = trainer;
        this.listener = listener;
        this.parallel = search.parallel();
    }

    SearchResult run() {
        List<TrialResult> all = new ArrayList<>();
        List<Trial> going = plan.trials();
        List<TrialResult> ranked = List.of();
        for (int rung = 0; rung < plan.rungs().size(); rung++) {
            List<TrialResult> results = run(going, rung);
            all.addAll(results);
            ranked = results.stream()
                    .filter(TrialResult::succeeded)
                    .sorted(search.goal().order())
                    .toList();
            if (ranked.isEmpty()) {
                throw new TrainingException("All " + results.size() + " trials of rung " + (rung + 1)
                        + " failed, the first with " + results.get(0).failure().orElse(""));
            }
            List<TrialResult> best = ranked;
            int next =
                    rung + 1 < plan.rungs().size() ? plan.rungs().get(rung + 1).trials() : 0;
            List<Integer> kept =
                    best.stream().limit(next).map(TrialResult::trial).toList();
            going.stream()
                    .filter(trial -> !kept.contains(trial.number()))
                    .forEach(trial -> folder.forget(trial.number()));
            going = going.stream()
                    .filter(trial -> kept.contains(trial.number()))
                    .toList();
        }
        TrialResult best = ranked.get(0);
        SearchResult result = new SearchResult(
                search, all, best, plan.trials().get(best.trial()).recipe());
        folder.write("result.json", result.toJson());
        folder.write("best.json", result.recipe().toJson());
        return result;
    }

    /** The results of all trials of a rung, in their order. */
    private List<TrialResult> run(List<Trial> trials, int rung) {
        TrialResult[] results = new TrialResult[trials.size()];
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            int at = i;
            folder.find(trials.get(i).number(), rung)
                    .ifPresentOrElse(done -> results[at] = done, () -> missing.add(at));
        }
        if (parallel == 0 && !missing.isEmpty()) {
            int first = missing.remove(0);
            TrialMemory memory = new TrialMemory();
            results[first] = run(trials.get(first), rung);
            parallel = memory.trialsAtOnce(trials.get(first).recipe().base().threads());
        }
        if (!missing.isEmpty()) {
            runAtOnce(trials, rung, missing, results);
        }
        return List.of(results);
    }

    private void runAtOnce(List<Trial> trials, int rung, List<Integer> missing, TrialResult[] results) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(parallel, missing.size()), task -> {
            Thread thread = new Thread(task, "adapt4j-trial");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<TrialResult>> running = missing.stream()
                    .map(at -> threads.submit(() -> runUnlessBroken(trials.get(at), rung)))
                    .toList();
            for (int i = 0; i < running.size(); i++) {
                results[missing.get(i)] = running.get(i).get();
            }
        } catch (ExecutionException e) {
            throw causeOf(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingStoppedException(
                    "The search was interrupted; it goes on where it was when it is run again");
        } finally {
            threads.shutdownNow(); // no further trial begins
            awaitEnd(threads);
        }
    }

    private static RuntimeException causeOf(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }

    /** Trials that run use the base, which may be closed when the search has ended. */
    private static void awaitEnd(ExecutorService threads) {
        boolean interrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What ends the search lets no further trial begin. */
    private TrialResult runUnlessBroken(Trial trial, int rung) {
        if (broken) {
            throw new CancellationException("another trial ended the search");
        }
        try {
            return run(trial, rung);
        } catch (RuntimeException | Error e) {
            broken = true;
            throw e;
        }
    }

    private TrialResult run(Trial trial, int rung) {
        TrialResult result = train(trial, rung);
        synchronized (this) {
            if (result.succeeded()) {
                search.goal().value(result); // a metric that is not there ends the search
            }
            folder.write(result);
            listener.accept(result);
        }
        return result;
    }

    private TrialResult train(Trial trial, int rung) {
        int lastStep = plan.rungs().get(rung).lastStep();
        try {
            TrainingResult training = trainer.train(trial.recipe().withoutGate(), settings -> settings.checkpoints(
                            Checkpoints.in(folder.checkpoints(trial.number())))
                    .lastStep(lastStep));
            TrainingListener.Evaluation best = training.best()
                    .orElseThrow(() -> new InvalidRecipeException("The trial " + trial.parameters()
                            + " was evaluated on nothing; name examples to evaluate on in data.evaluation"));
            return TrialResult.of(trial, rung, training, best);
        } catch (CheckpointException | StorageException | TrainingStoppedException | InvalidRecipeException e) {
            throw e; // not of this trial alone
        } catch (AdaptException | OutOfMemoryError e) {
            return TrialResult.failed(trial, rung, e);
        }
    }
}
