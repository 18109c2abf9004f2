package io.adapt4j.train.migrate.strategy;

import io.adapt4j.Adapter;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Head;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.data.ExampleKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Compares candidates by their loss on a few rows: against the labels where there are some, else against the old system's answers. */
final class ScaleSearch {
    private final MigrationTask task;
    private final List<String> texts;
    /** What outputs should be: probabilities, or numbers. */
    private final List<double[]> targets = new ArrayList<>();

    ScaleSearch(MigrationTask task, int rows) {
        this.task = task;
        if (task.labelled().isEmpty()) {
            this.texts = task.texts().subList(0, Math.min(rows, task.texts().size()));
            task.old()
                    .teach(texts)
                    .forEach(row -> targets.add(SoftTargets.of(task.form().link(), row.outputs(), 1)));
        } else {
            List<?> some = spread(task.labelled(), rows);
            this.texts = some.stream().flatMap(ScaleSearch::text).toList();
            some.forEach(example -> targets.add(doubles(task.form().target(example))));
        }
    }

    /** Some of a list, from all over it, for examples are often sorted by label. */
    private static List<?> spread(List<?> all, int most) {
        int count = Math.min(most, all.size());
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList();
    }

    private static <E> Stream<String> text(E example) {
        return ExampleKinds.of(example).texts(example).stream().limit(1);
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /** The mean cross-entropy with the targets, or the mean squared difference of numbers. */
    double loss(Adapter adapter) {
        Head head = adapter.head().orElseThrow();
        TaskForm form = task.form();
        List<TokenizedText> tokens = task.newBase().encode(texts, task.spec().maxLength());
        try (BoundAdapter bound = task.newBase().model().adapted().bind(adapter)) {
            List<Double> losses = TextFeatures.map(task.newBase().model().adapted(), bound, tokens, (index, states) -> {
                double[] outputs =
                        OldSystem.outputs(head, states.pooled(task.spec().pooling()), form.normalize());
                return SoftTargets.loss(form.link(), targets.get(index), outputs);
            });
            return losses.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        }
    }
}
