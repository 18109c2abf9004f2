package io.adapt4j.train.metric;

import io.adapt4j.error.InvalidDataException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How well an adapter did on examples that it was not trained on. */
public interface Metrics {

    /** Every metric by its name. */
    SortedMap<String, Double> values();

    /** The name of the metric by which adapters for this task are compared; the larger the better. */
    String primary();

    /** The mean loss, by which adapters that are equal in {@link #primary} are compared; the smaller the better. */
    double loss();

    /** Metrics that are known, without further detail. */
    static Metrics of(SortedMap<String, Double> values, String primary, double loss) {
        return new NamedMetrics(Collections.unmodifiableSortedMap(new TreeMap<>(values)), primary, loss);
    }

    /**
     * The metric of that name.
     *
     * @throws InvalidDataException when there is none
     */
    default double value(String name) {
        Double value = values().get(name);
        if (value == null) {
            throw new InvalidDataException("There is no metric \"" + name + "\"; there are " + values().keySet());
        }
        return value;
    }
}
