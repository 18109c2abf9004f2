package io.adapt4j.examples.migrate;

import com.google.gson.JsonObject;
import io.adapt4j.train.provenance.RunCost;
import java.util.OptionalDouble;

/**
 * What one way came to in one trial.
 *
 * @param move the old base and the new one
 * @param way such as {@code distilled}
 * @param accuracy on the test rows; empty where the way gave nothing
 * @param retention of the gain over the base alone: 1 for as much as the adapter gained on the old base; empty where it
 *     gained nothing there
 * @param labels that the way learnt from
 * @param wallSeconds that the way took
 * @param wallShare of the training again on the new base
 * @param cpuShare of that training's processor time
 * @param note why it gave nothing, or what was chosen
 */
record Row(
        String dataset,
        long seed,
        String move,
        String way,
        OptionalDouble accuracy,
        OptionalDouble retention,
        int labels,
        double wallSeconds,
        double wallShare,
        double cpuShare,
        String note) {

    /** A row of something that took time. */
    static Row of(Row trial, String way, double accuracy, double retention, int labels, RunCost cost, RunCost whole) {
        return new Row(
                trial.dataset,
                trial.seed,
                trial.move,
                way,
                OptionalDouble.of(accuracy),
                known(retention),
                labels,
                cost.wallSeconds(),
                cost.wallSeconds() / whole.wallSeconds(),
                cost.cpuSeconds() / Math.max(1e-9, whole.cpuSeconds()),
                "");
    }

    /** Empty for what is no number. */
    static OptionalDouble known(double figure) {
        return Double.isNaN(figure) ? OptionalDouble.empty() : OptionalDouble.of(figure);
    }

    Row noting(String newNote) {
        return new Row(
                dataset, seed, move, way, accuracy, retention, labels, wallSeconds, wallShare, cpuShare, newNote);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("dataset", dataset);
        json.addProperty("seed", seed);
        json.addProperty("move", move);
        json.addProperty("way", way);
        accuracy.ifPresent(value -> json.addProperty("accuracy", value));
        retention.ifPresent(value -> json.addProperty("retention", value));
        json.addProperty("labels", labels);
        json.addProperty("wallSeconds", wallSeconds);
        json.addProperty("wallShare", wallShare);
        json.addProperty("cpuShare", cpuShare);
        json.addProperty("note", note);
        return json;
    }
}
