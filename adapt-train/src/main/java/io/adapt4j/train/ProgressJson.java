package io.adapt4j.train;

import com.google.gson.JsonObject;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.provenance.Rates;
import io.adapt4j.train.provenance.RunCost;
import java.util.SortedMap;
import java.util.TreeMap;

/** Parts of a checkpoint as JSON. Metrics are written as text, for some are not finite, and come back as the same numbers. */
final class ProgressJson {
    private ProgressJson() {}

    static JsonObject write(TrainingListener.Evaluation evaluation) {
        JsonObject values = new JsonObject();
        evaluation.metrics().values().forEach((name, value) -> values.addProperty(name, Double.toString(value)));
        JsonObject json = new JsonObject();
        json.addProperty("step", evaluation.step());
        json.addProperty("epoch", evaluation.epoch());
        json.addProperty("primary", evaluation.metrics().primary());
        json.addProperty("loss", Double.toString(evaluation.metrics().loss()));
        json.add("values", values);
        return json;
    }

    static TrainingListener.Evaluation evaluation(JsonObject json) {
        SortedMap<String, Double> values = new TreeMap<>();
        json.getAsJsonObject("values")
                .entrySet()
                .forEach(entry -> values.put(
                        entry.getKey(), Double.parseDouble(entry.getValue().getAsString())));
        return new TrainingListener.Evaluation(
                json.get("step").getAsInt(),
                json.get("epoch").getAsInt(),
                Metrics.of(
                        values,
                        json.get("primary").getAsString(),
                        Double.parseDouble(json.get("loss").getAsString())));
    }

    static JsonObject write(RunCost cost) {
        JsonObject json = new JsonObject();
        json.addProperty("wallSeconds", cost.wallSeconds());
        json.addProperty("cpuSeconds", cost.cpuSeconds());
        json.addProperty("peakMemoryBytes", cost.peakMemoryBytes());
        json.addProperty("joules", cost.joules());
        json.addProperty("measured", cost.measured());
        return json;
    }

    static RunCost cost(JsonObject json) {
        return new RunCost(
                json.get("wallSeconds").getAsDouble(),
                json.get("cpuSeconds").getAsDouble(),
                json.get("peakMemoryBytes").getAsLong(),
                json.get("joules").getAsDouble(),
                json.get("measured").getAsBoolean(),
                Rates.NONE);
    }
}
