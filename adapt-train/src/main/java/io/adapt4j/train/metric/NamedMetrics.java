package io.adapt4j.train.metric;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Metrics without further detail. */
record NamedMetrics(SortedMap<String, Double> values, String primary, double loss) implements Metrics {

    static NamedMetrics of(Map<String, Double> values, String primary, double loss) {
        SortedMap<String, Double> all = new TreeMap<>(values);
        all.put("loss", loss);
        return new NamedMetrics(Collections.unmodifiableSortedMap(all), primary, loss);
    }
}
