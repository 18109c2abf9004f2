package io.adapt4j.train.data.split;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.ExampleSource;
import java.util.function.Function;

/** Sources in which every label has as many examples as any other. Deterministic in the seed; examples stay in their order. */
public final class BalancedSampling {
    private BalancedSampling() {}

    /** Repeats examples until every label has as many as the most frequent one. */
    public static <E> ExampleSource<E> oversample(
            ExampleSource<E> source, Function<? super E, String> label, long seed) {
        RowGroups groups = RowGroups.of(source, label, seed);
        int most = groups.rows().stream().mapToInt(rows -> rows.length).max().orElseThrow();
        return sample(source, groups, most);
    }

    /**
     * Draws as many examples of each label, repeating those of labels that have fewer: each example of a label equally often, or
     * once more.
     *
     * @param examplesPerLabel at least 1
     */
    public static <E> ExampleSource<E> perLabel(
            ExampleSource<E> source, Function<? super E, String> label, int examplesPerLabel, long seed) {
        if (examplesPerLabel < 1) {
            throw new IllegalArgumentException("examplesPerLabel is at least 1, but was " + examplesPerLabel);
        }
        return sample(source, RowGroups.of(source, label, seed), examplesPerLabel);
    }

    private static <E> ExampleSource<E> sample(ExampleSource<E> source, RowGroups groups, int perLabel) {
        if ((long) perLabel * groups.rows().size() > Integer.MAX_VALUE) {
            throw new InvalidDataException(perLabel + " examples of each of "
                    + groups.rows().size() + " labels are more than a training can count");
        }
        int[] times = new int[groups.size()];
        for (int[] rows : groups.rows()) {
            for (int i = 0; i < rows.length; i++) {
                times[rows[i]] = perLabel / rows.length + (i < perLabel % rows.length ? 1 : 0);
            }
        }
        return source.times(times);
    }
}
