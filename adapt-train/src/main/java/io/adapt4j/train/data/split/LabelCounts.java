package io.adapt4j.train.data.split;

import io.adapt4j.train.data.ExampleSource;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** How labels are distributed. */
public final class LabelCounts {
    private LabelCounts() {}

    /** How many examples each label has. */
    public static <E> SortedMap<String, Integer> of(ExampleSource<E> source, Function<? super E, String> label) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        try (Stream<E> examples = source.stream()) {
            examples.forEach(example -> counts.merge(label.apply(example), 1, Integer::sum));
        }
        return counts;
    }
}
