package io.adapt4j.train.loop.retrain;

import io.adapt4j.BaseModel;
import io.adapt4j.train.Checkpoints;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.task.TrainingTask;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Retrains with a {@link Trainer}. A warm start gives the champion's head a row for each label that is new. Immutable; setters return a
 * changed copy.
 *
 * @param <E> the kind of examples
 * @param <T> the task
 */
public final class TrainerRetraining<E, T extends TrainingTask<E, T>> implements Retraining {
    private final BaseModel base;
    private final T task;
    private final Function<LabelledText, E> example;
    private final ExampleSource<E> original;
    private final Consumer<Trainer<E>> settings;
    private final int checkpointSteps;

    TrainerRetraining(BaseModel base, T task, Function<LabelledText, E> example) {
        this(base, task, example, ExampleSource.of(List.of()), trainer -> {}, 0);
    }

    private TrainerRetraining(
            BaseModel base,
            T task,
            Function<LabelledText, E> example,
            ExampleSource<E> original,
            Consumer<Trainer<E>> settings,
            int checkpointSteps) {
        this.base = base;
        this.task = task;
        this.example = example;
        this.original = original;
        this.settings = settings;
        this.checkpointSteps = checkpointSteps;
    }

    /** The examples that there were before any feedback: old ones, to be replayed. Those whose text the loop holds out are left out. */
    public TrainerRetraining<E, T> withOriginal(ExampleSource<E> newOriginal) {
        return new TrainerRetraining<>(base, task, example, newOriginal, settings, checkpointSteps);
    }

    /** What differs from a trainer's defaults. Checkpoints, listener, rates and, with a warm start, the method are the loop's. */
    public TrainerRetraining<E, T> withSettings(Consumer<Trainer<E>> newSettings) {
        return new TrainerRetraining<>(base, task, example, original, newSettings, checkpointSteps);
    }

    /** Writes a checkpoint after so many steps too, and not only after each epoch. */
    public TrainerRetraining<E, T> withCheckpointSteps(int steps) {
        return new TrainerRetraining<>(base, task, example, original, settings, steps);
    }

    @Override
    public Retrained retrain(RetrainingRequest request) {
        ExampleSource<E> examples = request.examples(base, original, example, task.kind());
        Optional<WarmStart<T>> warm = WarmStart.of(request, base, task, examples);
        Trainer<E> trainer = Trainer.on(base).task(warm.map(WarmStart::task).orElse(task));
        settings.accept(trainer);
        warm.ifPresent(start -> trainer.from(start.adapter()));
        return Retrained.of(trainer.rates(request.rates())
                .listener(request.listener())
                .checkpoints(
                        Checkpoints.in(request.folder().resolve("checkpoints")).withEverySteps(checkpointSteps))
                .train(examples));
    }
}
