package io.adapt4j.runtime.drift.test;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * The numbers of a plot that shows both sides.
 *
 * @param axis what the ticks are of
 * @param measure what the numbers are
 * @param ticks one for each place on the axis
 * @param reference one number for each tick
 * @param window one number for each tick
 */
public record Plot(String axis, String measure, List<String> ticks, List<Double> reference, List<Double> window) {

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("axis", axis);
        json.addProperty("measure", measure);
        JsonArray names = new JsonArray();
        ticks.forEach(names::add);
        json.add("ticks", names);
        json.add("reference", numbers(reference));
        json.add("window", numbers(window));
        return json;
    }

    private static JsonArray numbers(List<Double> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }
}
