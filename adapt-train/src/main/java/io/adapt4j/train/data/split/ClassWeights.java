package io.adapt4j.train.data.split;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.ExampleSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Weights by which the losses of examples are multiplied, so that rare labels count as much as frequent ones. */
public final class ClassWeights {
    private ClassWeights() {}

    /** How many examples each label has. */
    public static <E> SortedMap<String, Integer> count(ExampleSource<E> source, Function<? super E, String> label) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        try (Stream<E> examples = source.stream()) {
            examples.forEach(example -> counts.merge(label.apply(example), 1, Integer::sum));
        }
        return counts;
    }

    /**
     * {@code n / (k count)} for each of {@code k} labels with {@code count} of {@code n} examples: one on average over the examples
     * (King and Zeng, "Logistic Regression in Rare Events Data", 2001; scikit-learn's "balanced").
     *
     * @throws InvalidDataException when there are no labels, or one has no examples
     */
    public static SortedMap<String, Double> balanced(Map<String, Integer> counts) {
        long all = counts.values().stream().mapToLong(Integer::longValue).sum();
        SortedMap<String, Double> weights = new TreeMap<>();
        counts.forEach((label, count) -> {
            if (count < 1) {
                throw new InvalidDataException("The label \"" + label + "\" has no examples to be weighted");
            }
            weights.put(label, all / ((double) counts.size() * count));
        });
        if (weights.isEmpty()) {
            throw new InvalidDataException("There are no labels to be weighted");
        }
        return weights;
    }

    /** {@link #balanced(Map)} of labels, one for each example. */
    public static SortedMap<String, Double> balanced(Iterable<String> labels) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        labels.forEach(label -> counts.merge(label, 1, Integer::sum));
        return balanced(counts);
    }
}
