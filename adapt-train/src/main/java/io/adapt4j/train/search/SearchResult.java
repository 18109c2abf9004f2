package io.adapt4j.train.search;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a search found. The best recipe, run, gives the adapter that the best trial had, bit for bit.
 *
 * @param trials what came of each trial in each rung, by rung and number
 * @param best the best of the last rung
 * @param recipe with the values of the best
 */
public record SearchResult(Search search, List<TrialResult> trials, TrialResult best, Recipe recipe) {

    public SearchResult {
        trials = List.copyOf(trials);
    }

    /** As JSON. */
    public JsonObject toJson() {
        JsonArray all = new JsonArray();
        trials.forEach(trial -> all.add(trial.toJson()));
        JsonObject json = new JsonObject();
        json.add("search", search.identity());
        json.addProperty("selectedOn", "the recipe's evaluation data");
        json.addProperty("best", best.trial());
        json.add("bestRecipe", recipe.toJson());
        json.add("trials", all);
        return json;
    }

    /** A row for each trial in its last rung, the best first and those that failed last, below a head. */
    public List<List<String>> table() {
        List<String> head = new ArrayList<>(List.of("trial"));
        head.addAll(search.parameters().keySet());
        head.addAll(List.of("steps", search.goal().metric().orElse(best.primary()), "seconds"));
        List<List<String>> rows = new ArrayList<>();
        rows.add(head);
        lastOfEach().stream()
                .filter(TrialResult::succeeded)
                .sorted(java.util.Comparator.comparingInt(TrialResult::rung)
                        .reversed()
                        .thenComparing(search.goal().order()))
                .forEach(trial -> rows.add(row(
                        trial, String.format(Locale.ROOT, "%.4f", search.goal().value(trial)))));
        lastOfEach().stream()
                .filter(trial -> !trial.succeeded())
                .forEach(trial -> rows.add(row(trial, trial.failure().orElse(""))));
        return rows;
    }

    private List<TrialResult> lastOfEach() {
        java.util.SortedMap<Integer, TrialResult> last = new java.util.TreeMap<>();
        trials.forEach(trial -> last.put(trial.trial(), trial));
        return List.copyOf(last.values());
    }

    private static List<String> row(TrialResult trial, String value) {
        List<String> row = new ArrayList<>(List.of(Integer.toString(trial.trial())));
        trial.parameters().values().forEach(parameter -> row.add(parameter.toString()));
        row.addAll(
                List.of(Integer.toString(trial.steps()), value, String.format(Locale.ROOT, "%.1f", trial.seconds())));
        return row;
    }
}
