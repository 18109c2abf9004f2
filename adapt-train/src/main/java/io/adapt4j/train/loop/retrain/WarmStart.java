package io.adapt4j.train.loop.retrain;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.task.MultiLabelSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TrainingTask;
import io.adapt4j.train.update.LabelChange;
import io.adapt4j.train.update.LabelUpdate;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The champion to go on from, with a row of its head for each label that it did not know.
 *
 * @param adapter to start from
 * @param task with the adapter's labels
 */
record WarmStart<T>(Adapter adapter, T task) {

    /** Empty where the training is to begin from scratch. */
    static <E, T extends TrainingTask<E, T>> Optional<WarmStart<T>> of(
            RetrainingRequest request, BaseModel base, T task, ExampleSource<E> examples) {
        return request.champion()
                .filter(champion -> request.start() == Start.WARM && champion.manifest().fits(base))
                .map(champion -> labels(champion)
                        .map(labels -> withLabels(champion, labels, base, task, examples))
                        .orElseGet(() -> new WarmStart<>(champion, task)));
    }

    private static Optional<List<String>> labels(Adapter champion) {
        Optional<TaskSpec> spec = champion.manifest().task();
        if (spec.orElse(null) instanceof TextClassificationSpec one) {
            return Optional.of(one.labels());
        }
        return spec.orElse(null) instanceof MultiLabelSpec many ? Optional.of(many.labels()) : Optional.empty();
    }

    private static <E, T extends TrainingTask<E, T>> WarmStart<T> withLabels(
            Adapter champion, List<String> known, BaseModel base, T task, ExampleSource<E> examples) {
        TreeSet<String> unknown = new TreeSet<>();
        ExampleKind<E> kind = task.kind();
        try (Stream<E> all = examples.stream()) {
            all.forEach(example -> unknown.addAll(kind.labels(example)));
        }
        known.forEach(unknown::remove);
        Adapter start = unknown.isEmpty()
                ? champion
                : LabelUpdate.apply(
                        champion, LabelChange.none().add(unknown.toArray(new String[0])), base, examples);
        return new WarmStart<>(start, LabelUpdate.task(task, start));
    }
}
