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
 */
public record TestData<E>(List<E> examples, SortedMap<String, List<String>> keys) {

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

    /** Examples without keys. */
    public static <E> TestData<E> of(ExampleSource<E> source) {
        return new TestData<>(source.read(), new TreeMap<>());
    }

    /** The same with one more key, such as the customer that an example is from. */
    public TestData<E> key(String name, Function<E, String> key) {
        SortedMap<String, List<String>> more = new TreeMap<>(keys);
        more.put(name, examples.stream().map(key).toList());
        return new TestData<>(examples, more);
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
