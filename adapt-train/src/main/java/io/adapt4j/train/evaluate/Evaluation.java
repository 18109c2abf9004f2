package io.adapt4j.train.evaluate;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.metric.Metrics;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * An adapter's answers to examples, compared with the truth: metrics over all rows or some of them, and the rows themselves.
 * It holds the answers and needs neither base nor adapter any more.
 */
public final class Evaluation {
    private final int size;
    private final Comparison comparison;

    private Evaluation(int size, Comparison comparison) {
        this.size = size;
        this.comparison = comparison;
    }

    /**
     * Answers examples with an adapter.
     *
     * @throws InvalidDataException when there are no examples, or they are of no kind that the adapter's task could answer
     * @throws io.adapt4j.error.IncompatibleAdapterException when the adapter does not fit the base, or states no task
     */
    public static <E> Evaluation of(Adapter adapter, BaseModel base, ExampleSource<E> examples) {
        try (Answerer answerer = new Answerer(base, adapter)) {
            return of(examples.read(), answerer);
        }
    }

    /** As {@link #of(Adapter, BaseModel, ExampleSource)}, of examples that somebody else answers. */
    public static <E> Evaluation of(List<E> examples, Answers answers) {
        requireSome(examples);
        return new Evaluation(examples.size(), Comparers.of(examples.get(0)).compare(examples, answers));
    }

    /**
     * As {@link #of(List, Answers)}, of examples that may have labels that the answers do not: they count as if they were given with the
     * probability 0, so that such an example is answered wrongly.
     */
    public static <E> Evaluation ofAnyLabels(List<E> examples, Answers answers) {
        TreeSet<String> labels = new TreeSet<>();
        examples.forEach(example -> labels.addAll(ExampleKinds.of(example).labels(example)));
        return of(examples, new WidenedAnswers(answers, labels));
    }

    /** The hash of examples, as the manifest of an adapter that was trained on them has it. */
    public static <E> ContentHash hash(List<E> examples) {
        requireSome(examples);
        return ExampleKinds.of(examples.get(0)).hash(ExampleSource.of(examples));
    }

    private static void requireSome(List<?> examples) {
        if (examples.isEmpty()) {
            throw new InvalidDataException("There are no examples to evaluate on");
        }
    }

    /** The number of examples. */
    public int size() {
        return size;
    }

    /** The metrics over all rows. */
    public Metrics metrics() {
        return metrics(IntStream.range(0, size).toArray());
    }

    /** The metrics over some of the rows; one may be there several times. */
    public Metrics metrics(int[] rows) {
        return comparison.metrics(rows);
    }

    /** Whether the answer to a row is right, where answers are right or wrong. */
    public boolean right(int row) {
        return comparison.error(row) == 0;
    }

    /** The metric that is the share of right rows, such as {@code accuracy}; empty where answers are nearer or farther. */
    public Optional<String> share() {
        return comparison.share();
    }

    /** What was decided about a row and how surely; nothing where the task knows no probabilities. */
    public List<Decision> decisions(int row) {
        return comparison.decisions(row);
    }

    /** A row and its answer, for people. */
    public ComparedRow row(int row) {
        return comparison.row(row);
    }

    /** Those of the rows whose answers are wrong, the worst first, at most {@code limit}; nothing is worse than an answer that is no number. */
    public List<ComparedRow> worst(int[] rows, int limit) {
        return IntStream.of(rows)
                .filter(row -> !right(row))
                .boxed()
                .sorted(Comparator.comparingDouble(comparison::error).reversed().thenComparing(row -> row))
                .limit(limit)
                .map(comparison::row)
                .toList();
    }
}
