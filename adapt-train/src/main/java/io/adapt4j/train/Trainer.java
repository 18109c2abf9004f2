package io.adapt4j.train;

import io.adapt4j.BaseModel;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.optim.Schedule;
import io.adapt4j.train.task.TextClassification;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains an adapter on a base model: set what differs from the defaults, then {@link #train}. The base stays as it is
 * and can serve requests meanwhile. Training is deterministic: the same settings, examples, base and machine give the
 * same adapter, bit for bit.
 *
 * <p>A trainer may be used for several trainings, one after the other. Not safe for use by several threads at once.
 */
public final class Trainer {
    private final BaseModel base;
    private MethodConfig method = Lora.rank(8);
    private @Nullable TextClassification task;
    private Hyperparameters hyperparameters = Hyperparameters.defaults();
    private Optional<ExampleSource> evaluation = Optional.empty();
    private TrainingListener listener = new TrainingListener() {};

    private Trainer(BaseModel base) {
        this.base = base;
    }

    /** A trainer for adapters of that base, with {@link Hyperparameters#defaults} and LoRA of rank 8 on all linear layers. */
    public static Trainer on(BaseModel base) {
        return new Trainer(base);
    }

    /** How the deltas are parametrised, and on which modules. */
    public Trainer method(MethodConfig newMethod) {
        method = newMethod;
        return this;
    }

    /** What is learnt; must be set. */
    public Trainer task(TextClassification newTask) {
        task = newTask;
        return this;
    }

    /** All hyper-parameters at once. */
    public Trainer hyperparameters(Hyperparameters newHyperparameters) {
        hyperparameters = newHyperparameters;
        return this;
    }

    /** Passes over the examples. */
    public Trainer epochs(int epochs) {
        return hyperparameters(hyperparameters.withEpochs(epochs));
    }

    /** Examples per step. */
    public Trainer batchSize(int batchSize) {
        return hyperparameters(hyperparameters.withBatchSize(batchSize));
    }

    /** The learning rate of deltas and head at its height. */
    public Trainer learningRate(double learningRate) {
        return hyperparameters(hyperparameters.withLearningRate(learningRate).withHeadLearningRate(learningRate));
    }

    /** How the learning rate falls. */
    public Trainer schedule(Schedule schedule) {
        return hyperparameters(hyperparameters.withSchedule(schedule));
    }

    /** The seed of every random choice. */
    public Trainer seed(long seed) {
        return hyperparameters(hyperparameters.withSeed(seed));
    }

    /** Examples to evaluate on after each epoch; the adapter of the best evaluation is kept. */
    public Trainer evaluateOn(ExampleSource source) {
        evaluation = Optional.of(source);
        return this;
    }

    /** Who is told about the progress. */
    public Trainer listener(TrainingListener newListener) {
        listener = newListener;
        return this;
    }

    /**
     * Trains an adapter on labelled examples.
     *
     * @throws io.adapt4j.error.InvalidDataException when the examples are empty or unreadable, have one label only, or
     *     have a label that the task does not know, or the tokenizer does not fit the base
     * @throws io.adapt4j.error.IncompatibleAdapterException when a target names no module of the base
     * @throws io.adapt4j.error.UnsupportedFeatureException when the base has an operator without a gradient
     * @throws io.adapt4j.error.TrainingException when the loss is no longer a finite number
     */
    public TrainingResult train(ExampleSource examples) {
        if (task == null) {
            throw new IllegalStateException(
                    "The trainer has no task; set one, such as task(TextClassification.labels(\"spam\", \"ham\"))");
        }
        try (TrainingRun run =
                TrainingRun.prepare(base, method, task, hyperparameters, examples, evaluation, listener)) {
            return run.run();
        }
    }
}
