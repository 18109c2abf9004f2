package io.adapt4j.train;

import io.adapt4j.BaseModel;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.optim.Schedule;
import io.adapt4j.train.task.TrainingTask;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains an adapter on a base model: set what differs from the defaults, then {@link #train}. The base stays as it is
 * and can serve requests meanwhile. Training is deterministic: the same settings, examples, base and machine give the
 * same adapter, bit for bit.
 *
 * <p>A trainer may be used for several trainings, one after the other. Not safe for use by several threads at once.
 *
 * @param <E> the kind of examples that the task takes
 */
public final class Trainer<E> {
    private final BaseModel base;
    private final @Nullable TrainingTask<E, ?> task;
    private MethodConfig method = Lora.rank(8);
    private Hyperparameters hyperparameters = Hyperparameters.defaults();
    private Resources resources = Resources.defaults();
    private Optional<ExampleSource<E>> evaluation = Optional.empty();
    private TrainingListener listener = new TrainingListener() {};

    private Trainer(BaseModel base, @Nullable TrainingTask<E, ?> task) {
        this.base = base;
        this.task = task;
    }

    /**
     * A trainer for adapters of that base, with {@link Hyperparameters#defaults} and LoRA of rank 8 on all linear layers. Until
     * {@link #task} says what the examples are, there are none that it could take.
     */
    public static Trainer<Void> on(BaseModel base) {
        return new Trainer<>(base, null);
    }

    /** How the deltas are parametrised, and on which modules. */
    public Trainer<E> method(MethodConfig newMethod) {
        method = newMethod;
        return this;
    }

    /** What is learnt; must be set, and before {@link #evaluateOn}. Returns another trainer with all settings of this one. */
    public <F> Trainer<F> task(TrainingTask<F, ?> newTask) {
        Trainer<F> trainer = new Trainer<>(base, newTask);
        trainer.method = method;
        trainer.hyperparameters = hyperparameters;
        trainer.resources = resources;
        trainer.listener = listener;
        return trainer;
    }

    /** All hyper-parameters at once. */
    public Trainer<E> hyperparameters(Hyperparameters newHyperparameters) {
        hyperparameters = newHyperparameters;
        return this;
    }

    /** Passes over the examples. */
    public Trainer<E> epochs(int epochs) {
        return hyperparameters(hyperparameters.withEpochs(epochs));
    }

    /** Examples per step. */
    public Trainer<E> batchSize(int batchSize) {
        return hyperparameters(hyperparameters.withBatchSize(batchSize));
    }

    /** The learning rate of deltas and head at its height. */
    public Trainer<E> learningRate(double learningRate) {
        return hyperparameters(hyperparameters.withLearningRate(learningRate).withHeadLearningRate(learningRate));
    }

    /** How the learning rate falls. */
    public Trainer<E> schedule(Schedule schedule) {
        return hyperparameters(hyperparameters.withSchedule(schedule));
    }

    /** The seed of every random choice. */
    public Trainer<E> seed(long seed) {
        return hyperparameters(hyperparameters.withSeed(seed));
    }

    /** What the training may use of the machine. */
    public Trainer<E> resources(Resources newResources) {
        resources = newResources;
        return this;
    }

    /** Examples to evaluate on after each epoch; the adapter of the best evaluation is kept. */
    public Trainer<E> evaluateOn(ExampleSource<E> source) {
        evaluation = Optional.of(source);
        return this;
    }

    /** Who is told about the progress. */
    public Trainer<E> listener(TrainingListener newListener) {
        listener = newListener;
        return this;
    }

    /**
     * Trains an adapter on examples.
     *
     * @throws io.adapt4j.error.InvalidDataException when the examples are empty or unreadable or do not fit the task, such as
     *     a label that it does not know, or the tokenizer does not fit the base
     * @throws io.adapt4j.error.IncompatibleAdapterException when a target names no module of the base
     * @throws io.adapt4j.error.UnsupportedFeatureException when the base has an operator without a gradient
     * @throws io.adapt4j.error.TrainingException when the loss is no longer a finite number
     */
    public TrainingResult train(ExampleSource<E> examples) {
        if (task == null) {
            throw new IllegalStateException(
                    "The trainer has no task; set one, such as task(TextClassification.labels(\"spam\", \"ham\"))");
        }
        try (TrainingRun<E> run =
                TrainingRun.prepare(base, method, task, hyperparameters, examples, evaluation, resources, listener)) {
            return run.run();
        }
    }
}
