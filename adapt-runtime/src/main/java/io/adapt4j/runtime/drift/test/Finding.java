package io.adapt4j.runtime.drift.test;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * What a test or detector found, with all that explains it.
 *
 * @param test its name, such as {@code input.length}
 * @param method how it compared, such as {@code Kolmogorov-Smirnov}
 * @param statistic the method's number
 * @param effect how large the difference is, in the measure that {@code effectName} names
 * @param pValue how likely a difference as large is without drift; NaN for detectors, which compare the statistic with a threshold
 * @param adjusted the p-value once all tests of the window are taken into account; NaN for detectors
 * @param threshold what the adjusted p-value must not exceed for an alarm, or the statistic must reach
 * @param reference the feature in the reference
 * @param window the feature in the window
 * @param plot both
 * @param rows ids of some observations of the window that show it best
 */
public record Finding(
        String test,
        String method,
        double statistic,
        String effectName,
        double effect,
        double pValue,
        double adjusted,
        double threshold,
        Side reference,
        Side window,
        Plot plot,
        List<Long> rows) {

    /** The same with the verdict over all tests. */
    public Finding judged(double adjustedP, double level) {
        return new Finding(
                test, method, statistic, effectName, effect, pValue, adjustedP, level, reference, window, plot, rows);
    }

    /** As JSON, without the rows' ids. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("test", test);
        json.addProperty("method", method);
        add(json, "statistic", statistic);
        json.addProperty("effectName", effectName);
        add(json, "effect", effect);
        add(json, "pValue", pValue);
        add(json, "adjustedPValue", adjusted);
        add(json, "threshold", threshold);
        json.add("reference", reference.toJson());
        json.add("window", window.toJson());
        json.add("plot", plot.toJson());
        return json;
    }

    private static void add(JsonObject json, String field, double value) {
        if (Double.isFinite(value)) {
            json.addProperty(field, value);
        } else {
            json.add(field, JsonNull.INSTANCE);
        }
    }

    /** Findings as a list. */
    public static JsonArray toJson(List<Finding> findings) {
        JsonArray array = new JsonArray();
        findings.forEach(finding -> array.add(finding.toJson()));
        return array;
    }
}
