package io.adapt4j.train.search;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.train.TrainingListener;
import io.adapt4j.train.TrainingResult;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came of a trial in a rung.
 *
 * @param trial its number, from 0
 * @param rung from 0
 * @param parameters its values, by path
 * @param steps taken, those of earlier rungs included
 * @param primary the name of the task's own metric; empty when it failed
 * @param metrics of the best evaluation so far, the loss among them; empty when it failed
 * @param adapter the hash of the adapter that it gave; empty when it failed
 * @param seconds that it took, those of earlier rungs included; differs from run to run
 * @param failure why it failed, if it did
 */
public record TrialResult(
        int trial,
        int rung,
        SortedMap<String, JsonElement> parameters,
        int steps,
        String primary,
        SortedMap<String, Double> metrics,
        Optional<ContentHash> adapter,
        double seconds,
        Optional<String> failure) {

    public TrialResult {
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }

    static TrialResult of(Trial trial, int rung, TrainingResult training, TrainingListener.Evaluation best) {
        SortedMap<String, Double> metrics = new TreeMap<>(best.metrics().values());
        metrics.put(Goal.LOSS, best.metrics().loss());
        return new TrialResult(
                trial.number(),
                rung,
                trial.parameters(),
                training.steps().size(),
                best.metrics().primary(),
                metrics,
                Optional.of(training.adapter().hash()),
                training.cost().wallSeconds(),
                Optional.empty());
    }

    static TrialResult failed(Trial trial, int rung, Throwable error) {
        return new TrialResult(
                trial.number(),
                rung,
                trial.parameters(),
                0,
                "",
                new TreeMap<>(),
                Optional.empty(),
                0,
                Optional.of(error.getClass().getSimpleName() + ": " + error.getMessage()));
    }

    boolean succeeded() {
        return failure.isEmpty();
    }

    /** As JSON; metrics are texts, for some are not finite. */
    public JsonObject toJson() {
        JsonObject values = new JsonObject();
        parameters.forEach(values::add);
        JsonObject measured = new JsonObject();
        metrics.forEach((name, value) -> measured.addProperty(name, Double.toString(value)));
        JsonObject json = new JsonObject();
        json.addProperty("trial", trial);
        json.addProperty("rung", rung);
        json.add("parameters", values);
        json.addProperty("steps", steps);
        json.addProperty("primary", primary);
        json.add("metrics", measured);
        adapter.ifPresent(hash -> json.addProperty("adapter", hash.toString()));
        json.addProperty("seconds", seconds);
        failure.ifPresent(why -> json.addProperty("failure", why));
        return json;
    }

    static TrialResult of(JsonObject json) {
        SortedMap<String, JsonElement> parameters =
                new TreeMap<>(json.getAsJsonObject("parameters").asMap());
        SortedMap<String, Double> metrics = new TreeMap<>();
        json.getAsJsonObject("metrics")
                .asMap()
                .forEach((name, value) -> metrics.put(name, Double.parseDouble(value.getAsString())));
        return new TrialResult(
                json.get("trial").getAsInt(),
                json.get("rung").getAsInt(),
                parameters,
                json.get("steps").getAsInt(),
                json.get("primary").getAsString(),
                metrics,
                Optional.ofNullable(json.get("adapter")).map(hash -> ContentHash.parse(hash.getAsString())),
                json.get("seconds").getAsDouble(),
                Optional.ofNullable(json.get("failure")).map(JsonElement::getAsString));
    }
}
