package io.adapt4j.train.run;

import com.google.gson.JsonObject;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A training between two steps, with all that its next step depends on.
 *
 * @param step the steps taken
 * @param training what is trained: settings, base and data; only the same training goes on from here
 * @param progress what has happened so far
 * @param tensors parameters, the optimizer's memory, averages, the best values; all finite
 */
public record Checkpoint(int step, JsonObject training, JsonObject progress, SortedMap<String, float[]> tensors) {

    public Checkpoint {
        tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    }
}
