package io.adapt4j.runtime.drift.test;

import com.google.gson.JsonObject;
import java.util.Arrays;

/**
 * What a feature is like on one side of a comparison, in few numbers.
 *
 * @param count how many values there are
 * @param low the 5th percentile
 * @param high the 95th percentile
 */
public record Side(int count, double mean, double deviation, double low, double median, double high) {

    /** Of at least one value. */
    public static Side of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double mean = Arrays.stream(sorted).average().orElse(Double.NaN);
        double squares = Arrays.stream(sorted).map(x -> (x - mean) * (x - mean)).sum();
        return new Side(
                sorted.length,
                mean,
                Math.sqrt(squares / Math.max(1, sorted.length - 1)),
                at(sorted, 0.05),
                at(sorted, 0.5),
                at(sorted, 0.95));
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("count", count);
        json.addProperty("mean", mean);
        json.addProperty("deviation", deviation);
        json.addProperty("low", low);
        json.addProperty("median", median);
        json.addProperty("high", high);
        return json;
    }
}
