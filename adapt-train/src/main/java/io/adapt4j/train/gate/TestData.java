package io.adapt4j.train.gate;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.ExampleSource;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What an adapter is judged on: examples that it was not trained on, and keys by which they can be cut into slices.
 *
 * @param keys the values of each key, one for each example, by the name that {@link ByKey} knows it by
 * @param anyLabels whether examples may have labels that an adapter does not know, which count as answered wrongly; otherwise they are
 *     an error
 */
public record TestData<E>(List<E> examples, SortedMap<String, List<String>> keys, boolean anyLabels) {

    public TestData {
        examples = List.copyOf(examples);
        SortedMap<String, List<String>> copies = new TreeMap<>();
        for (var key : keys.entrySet()) {
            if (key.getValue().size() != examples.size()) {
                throw new InvalidDataException("The key \"" + key.getKey() + "\" has "
                        + key.getValue().size() + " values for " + examples.size() + " examples");
            }
            copies.put(key.getKey(), List.copyOf(key.getValue()));
        }
        keys = Collections.unmodifiableSortedMap(copies);
    }

    /** Examples whose labels must be known. */
    public TestData(List<E> examples, SortedMap<String, List<String>> keys) {
        this(examples, keys, false);
    }

    /** Examples without keys. */
    public static <E> TestData<E> of(ExampleSource<E> source) {
        return new TestData<>(source.read(), new TreeMap<>());
    }

    /** The same with one more key, such as the customer that an example is from. */
    public TestData<E> key(String name, Function<E, String> key) {
        SortedMap<String, List<String>> more = new TreeMap<>(keys);
        more.put(name, examples.stream().map(key).toList());
        return new TestData<>(examples, more, anyLabels);
    }

    /**
     * The same for adapters that need not know all labels, such as a champion from before a label was added. An adapter is wrong about
     * those that it does not know.
     */
    public TestData<E> withAnyLabels() {
        return new TestData<>(examples, keys, true);
    }

    /** The value of a key for a row. */
    String key(String name, int row) {
        List<String> values = keys.get(name);
        if (values == null) {
            throw new InvalidDataException("The test data have no key \"" + name + "\"; they have " + keys.keySet());
        }
        return values.get(row);
    }
}
