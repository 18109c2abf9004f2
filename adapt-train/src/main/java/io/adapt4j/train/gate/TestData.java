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
 * @param keys functions of an example, by the name that {@link ByKey} knows them by
 */
public record TestData<E>(List<E> examples, SortedMap<String, Function<E, String>> keys) {

    public TestData {
        examples = List.copyOf(examples);
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
    }

    /** Examples without keys. */
    public static <E> TestData<E> of(ExampleSource<E> source) {
        return new TestData<>(source.read(), new TreeMap<>());
    }

    /** The same with one more key, such as the customer that an example is from. */
    public TestData<E> key(String name, Function<E, String> key) {
        SortedMap<String, Function<E, String>> more = new TreeMap<>(keys);
        more.put(name, key);
        return new TestData<>(examples, more);
    }

    /** The value of a key for a row. */
    String key(String name, int row) {
        Function<E, String> key = keys.get(name);
        if (key == null) {
            throw new InvalidDataException("The test data have no key \"" + name + "\"; they have " + keys.keySet());
        }
        return key.apply(examples.get(row));
    }
}
