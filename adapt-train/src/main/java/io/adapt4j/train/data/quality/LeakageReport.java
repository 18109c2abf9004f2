package io.adapt4j.train.data.quality;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.train.data.quality.Duplicate.Likeness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What rows of a data set are there more than once. Each row counts once, with the first row that it is like; held-out parts come
 * before the training part, so that a training row that is also held out counts as a leak.
 *
 * @param rows the rows of each part
 * @param leaks rows of one part that are like a row of another, by likeness
 * @param repeats rows that are like an earlier row of their own part, by likeness
 * @param conflicts how many of all these have other labels than the row that they are like
 * @param removed how many training rows were removed
 * @param samples the first leaks, then the first repeats; holds no texts
 */
public record LeakageReport(
        Map<String, Integer> rows,
        Map<Likeness, Integer> leaks,
        Map<Likeness, Integer> repeats,
        int conflicts,
        int removed,
        List<Duplicate> samples) {
    private static final int SAMPLES = 10;

    static LeakageReport of(Map<String, Integer> rows, List<Duplicate> found, int removed) {
        List<Duplicate> samples = new ArrayList<>();
        found.stream().filter(Duplicate::leaks).limit(SAMPLES).forEach(samples::add);
        found.stream().filter(each -> !each.leaks()).limit(SAMPLES).forEach(samples::add);
        return new LeakageReport(
                new LinkedHashMap<>(rows),
                count(found, Duplicate::leaks),
                count(found, each -> !each.leaks()),
                (int) found.stream().filter(Duplicate::otherLabels).count(),
                removed,
                List.copyOf(samples));
    }

    private static Map<Likeness, Integer> count(List<Duplicate> found, Predicate<Duplicate> counted) {
        Map<Likeness, Integer> counts = new LinkedHashMap<>();
        for (Likeness likeness : Likeness.values()) {
            counts.put(likeness, (int) found.stream()
                    .filter(each -> each.likeness() == likeness && counted.test(each))
                    .count());
        }
        return counts;
    }

    /** Rows that leak, of any likeness. */
    public int leaking() {
        return leaks.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Rows that repeat one of their own part, of any likeness. */
    public int repeating() {
        return repeats.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The report, for the manifest. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        JsonObject parts = new JsonObject();
        rows.forEach(parts::addProperty);
        json.add("rows", parts);
        json.add("leaks", counts(leaks));
        json.add("repeats", counts(repeats));
        json.addProperty("conflictingLabels", conflicts);
        json.addProperty("removed", removed);
        JsonArray array = new JsonArray();
        samples.forEach(sample -> array.add(sample.toJson()));
        json.add("samples", array);
        return json;
    }

    private static JsonObject counts(Map<Likeness, Integer> counts) {
        JsonObject json = new JsonObject();
        counts.forEach((likeness, count) -> json.addProperty(likeness.name(), count));
        return json;
    }

    @Override
    public String toString() {
        return leaking() + " rows leak between the parts " + rows + " and " + repeating()
                + " repeat one of their own part, " + conflicts + " of these with other labels"
                + (samples.isEmpty() ? "" : "; the first are " + samples);
    }
}
