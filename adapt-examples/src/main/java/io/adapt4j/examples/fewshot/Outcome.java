package io.adapt4j.examples.fewshot;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;

/** The accuracies of one way on one base with so many examples per class, one for each draw. */
record Outcome(String dataset, String base, int shots, Way way, List<Double> accuracies, double seconds) {

    double mean() {
        return accuracies.stream().mapToDouble(x -> x).average().orElse(0);
    }

    /** The standard deviation of a sample; 0 for one draw. */
    double deviation() {
        double mean = mean();
        double squares =
                accuracies.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
        return accuracies.size() < 2 ? 0 : Math.sqrt(squares / (accuracies.size() - 1));
    }

    /** A row of a table, as {@link FewShotReport#HEAD} names its columns. */
    List<String> cells() {
        return List.of(
                dataset,
                base,
                Integer.toString(shots),
                way.title(),
                String.format(Locale.ROOT, "%.2f%%", 100 * mean()),
                String.format(Locale.ROOT, "%.2f", 100 * deviation()),
                String.format(Locale.ROOT, "%.0f", seconds));
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("dataset", dataset);
        json.addProperty("base", base);
        json.addProperty("shots", shots);
        json.addProperty("way", way.title());
        json.addProperty("mean", mean());
        json.addProperty("deviation", deviation());
        json.add("accuracies", new Gson().toJsonTree(accuracies));
        json.addProperty("seconds", seconds);
        return json;
    }
}
