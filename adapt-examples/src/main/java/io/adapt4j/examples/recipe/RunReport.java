package io.adapt4j.examples.recipe;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.examples.report.HtmlReport;
import io.adapt4j.examples.report.Svg;
import io.adapt4j.train.TrainingListener;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A report about a training. */
final class RunReport {
    private RunReport() {}

    static HtmlReport of(Recipe recipe, TrainingResult result) {
        HtmlReport report = new HtmlReport("Training " + recipe.name().orElse("by a recipe"));
        report.table(summary(recipe, result));
        result.verdict().ifPresent(verdict -> gate(report, verdict));
        report.heading("Loss");
        report.plot(Svg.lines(
                "step",
                "loss",
                List.of(steps("each batch", result, TrainingListener.Step::loss), average(result)),
                Double.NaN));
        report.heading("Learning rate");
        report.plot(Svg.lines(
                "step",
                "learning rate",
                List.of(steps("learning rate of the deltas", result, TrainingListener.Step::learningRate)),
                Double.NaN));
        if (!result.evaluations().isEmpty()) {
            evaluations(report, result);
        }
        JsonObject training = result.adapter().manifest().training();
        training.keySet().stream()
                .filter(name -> training.get(name).isJsonObject())
                .filter(name -> !name.equals("recipe"))
                .sorted()
                .forEach(name -> section(report, name, training.getAsJsonObject(name)));
        section(report, "recipe", recipe.toJson());
        return report;
    }

    private static List<List<String>> summary(Recipe recipe, TrainingResult result) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("what", "value"));
        rows.add(List.of("recipe", recipe.hash().toString()));
        rows.add(List.of("adapter", result.adapter().hash().toString()));
        rows.add(List.of("end", result.end() + " after " + result.steps().size() + " steps"));
        result.best()
                .ifPresent(best -> rows.add(List.of(
                        "best evaluation",
                        String.format(
                                Locale.ROOT,
                                "%s %.4f at step %d",
                                best.metrics().primary(),
                                best.metrics().value(best.metrics().primary()),
                                best.step()))));
        result.cost().toJson().asMap().forEach((name, value) -> rows.add(List.of(name, text(value))));
        return rows;
    }

    private static void gate(HtmlReport report, Verdict verdict) {
        report.heading("Gate: " + (verdict.passed() ? "passed" : "failed"));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("criterion", "status", "figures", "note"));
        verdict.findings()
                .forEach(finding -> rows.add(List.of(
                        finding.criterion(),
                        finding.status().toString(),
                        finding.figures().toString(),
                        finding.note())));
        report.table(rows);
    }

    private static void evaluations(HtmlReport report, TrainingResult result) {
        List<TrainingListener.Evaluation> evaluations = result.evaluations();
        String primary = evaluations.get(0).metrics().primary();
        report.heading("Evaluations");
        report.plot(Svg.lines(
                "step",
                primary,
                List.of(new Svg.Series(
                        primary,
                        evaluations.stream()
                                .map(one ->
                                        new Svg.Point(one.step(), one.metrics().value(primary)))
                                .toList())),
                result.best().map(best -> (double) best.step()).orElse(Double.NaN)));
        report.paragraph("The dashed line is the evaluation whose adapter was kept.");
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("step", "loss"));
        head.addAll(evaluations.get(0).metrics().values().keySet());
        rows.add(head);
        for (TrainingListener.Evaluation one : evaluations) {
            List<String> row = new ArrayList<>(
                    List.of(Integer.toString(one.step()), number(one.metrics().loss())));
            one.metrics().values().values().forEach(value -> row.add(number(value)));
            rows.add(row);
        }
        report.table(rows);
    }

    private static Svg.Series steps(String name, TrainingResult result, ToDoubleFunction<TrainingListener.Step> value) {
        return new Svg.Series(
                name,
                result.steps().stream()
                        .map(step -> new Svg.Point(step.step(), value.applyAsDouble(step)))
                        .toList());
    }

    private static Svg.Series average(TrainingResult result) {
        List<Svg.Point> points = new ArrayList<>();
        double average = result.steps().get(0).loss();
        for (TrainingListener.Step step : result.steps()) {
            average = 0.9 * average + 0.1 * step.loss();
            points.add(new Svg.Point(step.step(), average));
        }
        return new Svg.Series("moving average", points);
    }

    /** A part of the manifest: a row for each value, by its path. */
    private static void section(HtmlReport report, String name, JsonObject json) {
        report.heading(name.substring(0, 1).toUpperCase(Locale.ROOT)
                + name.substring(1).replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("what", "value"));
        flatten("", json, rows);
        report.table(rows);
    }

    private static void flatten(String path, JsonElement element, List<List<String>> rows) {
        if (element instanceof JsonObject object) {
            object.asMap().forEach((name, value) -> flatten(path.isEmpty() ? name : path + "." + name, value, rows));
        } else {
            rows.add(List.of(path, text(element)));
        }
    }

    private static String text(JsonElement value) {
        return value.isJsonPrimitive()
                ? value.getAsString()
                : value.isJsonArray()
                        ? value.getAsJsonArray().asList().stream()
                                .map(RunReport::text)
                                .collect(Collectors.joining(", "))
                        : value.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
