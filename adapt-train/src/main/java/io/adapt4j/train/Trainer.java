package io.adapt4j.train;

import com.google.gson.JsonElement;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.joint.JointRun;
import io.adapt4j.train.optim.Schedule;
import io.adapt4j.train.provenance.Rates;
import io.adapt4j.train.provenance.RunMeter;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.task.TrainingTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
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
    private static final int TENANTS_AT_ONCE = 64;

    private final BaseModel base;
    private final @Nullable TrainingTask<E, ?> task;
    private MethodConfig method = Lora.rank(8);
    private Hyperparameters hyperparameters = Hyperparameters.defaults();
    private Optional<ExampleSource<E>> evaluation = Optional.empty();
    private Optional<Adapter> start = Optional.empty();
    private RunOptions options = RunOptions.DEFAULTS;
    private final SortedMap<String, JsonElement> documents = new TreeMap<>();

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
        trainer.start = start;
        trainer.options = options;
        trainer.documents.putAll(documents);
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
    public Trainer<E> resources(Resources resources) {
        options = options.withResources(resources);
        return this;
    }

    /** Examples to evaluate on after each epoch; the adapter of the best evaluation is kept. */
    public Trainer<E> evaluateOn(ExampleSource<E> source) {
        evaluation = Optional.of(source);
        return this;
    }

    /** Where a data set that is larger than memory is kept while it is learnt from. */
    public Trainer<E> storage(SampleStorage storage) {
        options = options.withStorage(storage);
        return this;
    }

    /** Who is told about the progress. */
    public Trainer<E> listener(TrainingListener newListener) {
        options = options.withListener(newListener);
        return this;
    }

    /**
     * Goes on with the training of an adapter: its values are what this training starts with. Sets the method to the adapter's;
     * base, targets and task must be those of the adapter. Of its labels the examples may show some only. The optimizer starts anew.
     */
    public Trainer<E> from(Adapter adapter) {
        start = Optional.of(adapter);
        return method(adapter.method());
    }

    /** Writes down where the training stands, and goes on from there where it was killed. */
    public Trainer<E> checkpoints(Checkpoints checkpoints) {
        options = options.withCheckpoints(checkpoints);
        return this;
    }

    /**
     * Ends the training after this time, pauses not counted, with what it has: the adapter of the best evaluation, of which there is
     * one more then, or of the last step.
     */
    public Trainer<E> timeBudget(Duration budget) {
        options = options.withTimeBudget(budget);
        return this;
    }

    /**
     * Ends the training after this step with what it has, as {@link #timeBudget} does, but at the same step each time. Unlike
     * {@link Hyperparameters#maxSteps} it leaves the schedule of the learning rate as it is.
     */
    public Trainer<E> lastStep(int step) {
        options = options.withLastStep(step);
        return this;
    }

    /** What time and energy cost here. */
    public Trainer<E> rates(Rates rates) {
        options = options.withRates(rates);
        return this;
    }

    /**
     * Puts a document into the adapter's manifest, beside what the training itself says there.
     *
     * @param name its name among {@link io.adapt4j.Manifest#training}
     */
    public Trainer<E> document(String name, JsonElement document) {
        documents.put(name, document.deepCopy());
        return this;
    }

    /**
     * Trains an adapter on examples.
     *
     * @throws io.adapt4j.error.InvalidDataException when the examples are empty or unreadable or do not fit the task, such as
     *     a label that it does not know, or the tokenizer does not fit the base
     * @throws io.adapt4j.error.IncompatibleAdapterException when a target names no module of the base
     * @throws io.adapt4j.error.UnsupportedFeatureException when the base has an operator without a gradient
     * @throws io.adapt4j.error.StorageException when the examples are larger than memory and the disk does not take them
     * @throws io.adapt4j.error.TrainingException when the loss is no longer a finite number
     * @throws io.adapt4j.error.CheckpointException when there are checkpoints of another training, or one cannot be written
     */
    public TrainingResult train(ExampleSource<E> examples) {
        return train(plan(examples), options, new RunControl());
    }

    /** As {@link #train}, on a thread of its own; what is wrong is told by {@link TrainingRun#await}. */
    public TrainingRun start(ExampleSource<E> examples) {
        TrainingPlan<E> plan = plan(examples);
        RunOptions now = options;
        RunControl control = new RunControl();
        return TrainingRun.start(control, () -> train(plan, now, control));
    }

    private TrainingPlan<E> plan(ExampleSource<E> examples) {
        if (task == null) {
            throw new IllegalStateException(
                    "The trainer has no task; set one, such as task(TextClassification.labels(\"spam\", \"ham\"))");
        }
        return new TrainingPlan<>(base, method, task, hyperparameters, examples, evaluation, start, documents);
    }

    private static <E> TrainingResult train(TrainingPlan<E> plan, RunOptions options, RunControl control) {
        RunMeter meter = new RunMeter();
        try (PreparedTraining<E> prepared = PreparedTraining.prepare(plan, options);
                CheckpointWriter checkpoints = CheckpointWriter.open(options.checkpoints(), prepared)) {
            return new TrainingLoop<>(prepared, options, control, checkpoints, meter).run();
        }
    }

    /**
     * Trains an adapter for each of many tenants, side by side: the texts of many of them go through the base in one pass, and each
     * adapter is, up to the rounding of sums, the one that {@link #train} gives with the tenant's task and examples. Base,
     * method and hyper-parameters are this trainer's; its own task, evaluation and listener play no part; checkpoints
     * are in a folder of the tenant's name. The same tenants in the
     * same order give the same bytes.
     *
     * <p>Tenants share passes where their tasks are of one kind and pool in one way; the labels of classifiers may differ,
     * in number too. Those with fewer steps leave earlier.
     *
     * @param tenants with names that differ
     * @throws io.adapt4j.error.UnsupportedFeatureException when there is no training for the base's engine
     * @throws io.adapt4j.error.TrainingException when the thread is interrupted
     */
    public JointResult together(List<Tenant<?>> tenants) {
        return together(tenants, TENANTS_AT_ONCE);
    }

    /**
     * As {@link #together(List)}, with a bound on memory: parameters, gradients and what the optimizer remembers are there for
     * {@code atOnce} tenants, of which the next begins when one has ended.
     */
    public JointResult together(List<Tenant<?>> tenants, int atOnce) {
        if (atOnce < 1) {
            throw new IllegalArgumentException("atOnce is at least 1, but was " + atOnce);
        }
        Tenant.requireDifferentNames(tenants);
        List<Function<TrainingEngine, TrainingResult>> trainings = new ArrayList<>();
        tenants.forEach(tenant -> trainings.add(own -> train(tenant, own)));
        return JointResult.of(tenants, JointRun.run(base, trainings, atOnce));
    }

    private <F> TrainingResult train(Tenant<F> tenant, TrainingEngine own) {
        Trainer<F> trainer = task(tenant.task());
        trainer.options = options.forTenant(tenant, own);
        tenant.seed().ifPresent(trainer::seed);
        trainer.evaluation = tenant.evaluation();
        return trainer.train(tenant.examples());
    }
}
