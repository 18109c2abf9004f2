package io.adapt4j.train;

import io.adapt4j.error.TrainingException;
import io.adapt4j.error.TrainingStoppedException;
import io.adapt4j.train.TrainingResult.End;
import io.adapt4j.train.provenance.RunMeter;
import io.adapt4j.train.spi.TrainingBatch;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The steps of a training, from its start or its last checkpoint to its result. */
final class TrainingLoop<E> {
    private final PreparedTraining<E> prepared;
    private final Hyperparameters hyperparameters;
    private final ParameterSet parameters;
    private final RunOptions options;
    private final RunControl control;
    private final CheckpointWriter checkpoints;
    private final RunMeter meter;
    private final BatchOrder order;
    private final int total;
    private final int warmup;
    private final Progress progress;
    private @Nullable Upcoming next;
    private int stepsHere;

    /** A batch that is being prepared. */
    private record Upcoming(TrainingBatch batch, boolean endsEpoch) {}

    TrainingLoop(
            PreparedTraining<E> prepared,
            RunOptions options,
            RunControl control,
            CheckpointWriter checkpoints,
            RunMeter meter) {
        this.prepared = prepared;
        this.hyperparameters = prepared.hyperparameters();
        this.parameters = prepared.parameters();
        this.options = options;
        this.control = control;
        this.checkpoints = checkpoints;
        this.meter = meter;
        this.order = new BatchOrder(prepared.lengths(), hyperparameters.batchSize(), hyperparameters.seed());
        int all = Math.multiplyExact(order.batchesPerEpoch(), hyperparameters.epochs());
        this.total = hyperparameters.maxSteps() > 0 ? Math.min(all, hyperparameters.maxSteps()) : all;
        this.warmup = (int) Math.round(total * hyperparameters.warmupRatio());
        this.progress = new Progress(this::step, () -> meter.cost(options.rates()));
    }

    private TrainingListener.Step step(int index, float loss) {
        return new TrainingListener.Step(
                index + 1,
                total,
                index / order.batchesPerEpoch() + 1,
                loss,
                factor(index) * hyperparameters.learningRate());
    }

    private double factor(int index) {
        return hyperparameters.schedule().factor(index, warmup, total);
    }

    TrainingResult run() {
        if (checkpoints.restore(progress, parameters)) {
            order.skip(progress.step());
        }
        progress.environments().add(prepared.environment());
        report();
        Optional<End> end = end();
        while (end.isEmpty()) {
            boolean epochEnds = takeStep();
            if (epochEnds) {
                evaluate();
            }
            checkpoints.writeIfDue(epochEnds, progress, parameters);
            end = end();
            if (end.isEmpty()) {
                obey();
            }
        }
        checkpoints.write(progress, parameters);
        if (!progress.isEvaluated()) {
            evaluate();
        }
        return result(end.get());
    }

    /** Returns whether an epoch, or the training, ends with it. */
    private boolean takeStep() {
        int index = progress.step();
        Upcoming now = next == null ? upcoming() : next;
        next = index + 1 < total ? upcoming() : null;
        float loss = prepared.forwardBackward(now.batch());
        if (!Float.isFinite(loss)) {
            throw failed("The loss of step " + (index + 1) + " is " + loss);
        }
        if (!parameters.step(factor(index))) {
            throw failed("The gradient of step " + (index + 1) + " is not finite");
        }
        TrainingListener.Step step = progress.took(loss);
        stepsHere++;
        meter.sample();
        report();
        options.listener().onStep(step);
        options.listener().onProgress(control.progress());
        return now.endsEpoch() || progress.step() == total;
    }

    private Upcoming upcoming() {
        BatchOrder.Batch batch = order.next();
        return new Upcoming(prepared.announce(batch), batch.endsEpoch());
    }

    private TrainingException failed(String what) {
        return new TrainingException(
                what + "; lower the learning rate or look for extreme inputs" + checkpoints.lastGood());
    }

    private void report() {
        int done = progress.step();
        Duration elapsed = meter.elapsed();
        Duration remaining = stepsHere == 0
                ? Duration.ZERO
                : elapsed.multipliedBy(total - done).dividedBy(stepsHere);
        int epoch = done == 0 ? 0 : progress.steps().get(done - 1).epoch();
        float loss = done == 0 ? Float.NaN : progress.steps().get(done - 1).loss();
        control.report(new TrainingProgress(done, total, epoch, loss, elapsed, remaining));
    }

    private void evaluate() {
        float[][] values = parameters.kept();
        prepared.evaluate(values).ifPresent(metrics -> {
            int epoch = progress.steps().get(progress.step() - 1).epoch();
            var evaluation = new TrainingListener.Evaluation(progress.step(), epoch, metrics);
            progress.evaluated(evaluation, values);
            options.listener().onEvaluation(evaluation);
        });
    }

    private Optional<End> end() {
        if (progress.step() == total) {
            return Optional.of(End.COMPLETE);
        }
        if (hyperparameters.patience() > 0 && progress.sinceBest() >= hyperparameters.patience()) {
            return Optional.of(End.NO_IMPROVEMENT);
        }
        boolean timeIsUp = options.timeBudget()
                .filter(budget -> stepsHere > 0 && meter.elapsed().compareTo(budget) >= 0)
                .isPresent();
        boolean lastStep = options.lastStep() > 0 && progress.step() >= options.lastStep();
        return timeIsUp || lastStep ? Optional.of(End.STOPPED) : Optional.empty();
    }

    /** Pauses or ends, if somebody wants that. */
    private void obey() {
        if (control.isPaused() || control.isCancelled()) {
            checkpoints.write(progress, parameters);
            meter.pause(control.awaitTurn());
        }
        if (control.isCancelled()) {
            throw new TrainingStoppedException(
                    "The training was cancelled after step " + progress.step() + checkpoints.lastGood());
        }
    }

    private TrainingResult result(End end) {
        float[][] values = progress.best().isPresent() ? progress.bestValues() : parameters.kept();
        return new TrainingResult(
                prepared.adapter(values, prepared.account(progress, end)),
                progress.steps(),
                progress.evaluations(),
                progress.best(),
                end,
                progress.cost(),
                Optional.empty());
    }
}
