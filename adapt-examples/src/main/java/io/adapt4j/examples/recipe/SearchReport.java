package io.adapt4j.examples.recipe;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.adapt4j.examples.report.HtmlReport;
import io.adapt4j.examples.report.Svg;
import io.adapt4j.train.search.SearchResult;
import io.adapt4j.train.search.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A report about a search. */
final class SearchReport {
    /** Values that are further apart than this are drawn by their logarithms. */
    private static final double WIDE = 30;

    private SearchReport() {}

    static HtmlReport of(SearchResult result) {
        String metric = result.search().goal().metric().orElse(result.best().primary());
        HtmlReport report = new HtmlReport(
                "Search over " + String.join(", ", result.search().parameters().keySet()));
        report.paragraph(
                "Trials were compared by " + metric + " on the data that the recipe evaluates on. Nothing was chosen by"
                        + " test data; test the best one on such before it is used.");
        report.table(result.table());
        List<TrialResult> done = result.trials().stream()
                .filter(trial -> trial.failure().isEmpty())
                .toList();
        for (String path : result.search().parameters().keySet()) {
            report.heading(metric + " by " + path);
            byParameter(report, result, done, path, metric);
        }
        if (result.trials().stream().anyMatch(trial -> trial.rung() > 0)) {
            report.heading("Rungs of the halving");
            rungs(report, result, done, metric);
        }
        return report;
    }

    private static void byParameter(
            HtmlReport report, SearchResult result, List<TrialResult> done, String path, String metric) {
        List<JsonElement> values =
                done.stream().map(trial -> trial.parameters().get(path)).toList();
        boolean numbers = values.stream().allMatch(value -> value instanceof JsonPrimitive one && one.isNumber());
        if (!numbers) {
            SortedMap<String, List<Double>> byValue = new TreeMap<>();
            done.forEach(trial -> byValue.computeIfAbsent(
                            String.valueOf(trial.parameters().get(path)), value -> new ArrayList<>())
                    .add(result.search().goal().value(trial)));
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of(path, "trials", "lowest", "highest"));
            byValue.forEach((value, all) -> rows.add(List.of(
                    value,
                    Integer.toString(all.size()),
                    Double.toString(all.stream().min(Double::compare).orElseThrow()),
                    Double.toString(all.stream().max(Double::compare).orElseThrow()))));
            report.table(rows);
            return;
        }
        double least =
                values.stream().mapToDouble(JsonElement::getAsDouble).min().orElse(0);
        double most =
                values.stream().mapToDouble(JsonElement::getAsDouble).max().orElse(0);
        boolean wide = least > 0 && most / least > WIDE;
        Map<Integer, List<Svg.Point>> byRung = new TreeMap<>();
        for (TrialResult trial : done) {
            JsonElement value = trial.parameters().getOrDefault(path, new JsonPrimitive(0));
            double x = wide ? Math.log10(value.getAsDouble()) : value.getAsDouble();
            byRung.computeIfAbsent(Math.min(trial.rung(), 3), rung -> new ArrayList<>())
                    .add(new Svg.Point(x, result.search().goal().value(trial)));
        }
        report.plot(Svg.dots(
                wide ? "log10 of " + path : path,
                metric,
                byRung.entrySet().stream()
                        .map(rung -> new Svg.Series("rung " + (rung.getKey() + 1), rung.getValue()))
                        .toList(),
                Double.NaN));
    }

    private static void rungs(HtmlReport report, SearchResult result, List<TrialResult> done, String metric) {
        Map<Integer, Integer> last =
                done.stream().collect(Collectors.toMap(TrialResult::trial, TrialResult::rung, Math::max));
        List<Svg.Point> wentOn = new ArrayList<>();
        List<Svg.Point> ended = new ArrayList<>();
        for (TrialResult trial : done) {
            boolean goesOn = last.getOrDefault(trial.trial(), 0) > trial.rung();
            (goesOn ? wentOn : ended)
                    .add(new Svg.Point(trial.steps(), result.search().goal().value(trial)));
        }
        report.plot(Svg.dots(
                "steps",
                metric,
                List.of(new Svg.Series("went on", wentOn), new Svg.Series("ended", ended)),
                Double.NaN));
    }
}
