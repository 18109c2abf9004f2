package io.adapt4j.examples.drift;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.examples.report.HtmlReport;
import io.adapt4j.examples.report.Svg;
import io.adapt4j.runtime.drift.Alarm;
import io.adapt4j.runtime.drift.DriftOptions;
import io.adapt4j.runtime.drift.test.Finding;
import io.adapt4j.runtime.drift.test.Plot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables and plots of {@link Detectors}. */
final class DetectorsReport {
    private static final List<String> COURSES =
            List.of("embedding.mmd", "input.unseen", "prediction.confidence", "prediction.labels");

    private final HtmlReport report = new HtmlReport("Drift detectors");
    private final JsonObject json = new JsonObject();
    private final JsonArray alarms = new JsonArray();
    private final PrintStream out;

    DetectorsReport(DriftOptions options, PrintStream out) {
        this.out = out;
        report.paragraph(String.format(
                Locale.ROOT,
                "Windows of %d observations; %.3g false alarms may be expected in 10,000 observations and as many outcomes, half of"
                        + " them for each. Each test is shown as if it were alone, at the level of a window, %.4g.",
                options.window(),
                options.falseAlarms(),
                options.windowLevel()));
        json.addProperty("window", options.window());
        json.addProperty("falseAlarms", options.falseAlarms());
        json.addProperty("windowLevel", options.windowLevel());
        json.add("alarms", alarms);
    }

    void section(String name, List<Tally> rows) {
        report.heading(name);
        List<List<String>> table = new ArrayList<>(List.of(Tally.HEAD));
        JsonArray array = new JsonArray();
        out.println(name);
        out.printf("%-24s %-52s %34s %8s %13s %10s%n", Tally.HEAD.toArray());
        for (Tally row : rows) {
            table.add(row.cells());
            array.add(row.toJson());
            out.printf("%-24s %-52s %34s %8s %13s %10s%n", row.cells().toArray());
        }
        report.table(table);
        json.add(name, array);
    }

    /** How p-values go over one stream, and what its first alarm says. */
    void course(String name, WindowTrial trial, int changeAt) {
        report.heading(name);
        List<Svg.Series> series = new ArrayList<>();
        for (String test : COURSES) {
            List<Double> p = trial.pValues().getOrDefault(test, List.of());
            List<Svg.Point> points = new ArrayList<>();
            for (int w = 0; w < p.size(); w++) {
                points.add(new Svg.Point(w + 1, Math.min(8, -Math.log10(Math.max(1e-300, p.get(w))))));
            }
            series.add(new Svg.Series(test, points));
        }
        report.plot(Svg.lines("window", "-log10 of the p-value, at most 8", series, changeAt + 0.5));
        trial.alarms().stream().limit(1).forEach(this::alarm);
    }

    private void alarm(Alarm alarm) {
        alarms.add(alarm.toJson());
        for (Finding finding : alarm.findings()) {
            report.paragraph(String.format(
                    Locale.ROOT,
                    "%s (%s): statistic %.4g, %s %.4g, p %.3g, adjusted %.3g; mean %.4g in the reference, %.4g in the window.",
                    finding.test(),
                    finding.method(),
                    finding.statistic(),
                    finding.effectName(),
                    finding.effect(),
                    finding.pValue(),
                    finding.adjusted(),
                    finding.reference().mean(),
                    finding.window().mean()));
            report.plot(plot(finding.plot()));
            alarm.samples().stream()
                    .filter(sample -> sample.test().equals(finding.test()))
                    .limit(2)
                    .forEach(sample -> report.paragraph("such as: " + sample.text()));
        }
    }

    private static String plot(Plot plot) {
        return Svg.lines(
                plot.axis(),
                plot.measure(),
                List.of(
                        new Svg.Series("reference", points(plot.ticks(), plot.reference())),
                        new Svg.Series("window", points(plot.ticks(), plot.window()))),
                Double.NaN);
    }

    /** At the numbers of the ticks, or where these are names, at their places. */
    private static List<Svg.Point> points(List<String> ticks, List<Double> values) {
        List<Svg.Point> points = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            double x = i;
            try {
                x = Double.parseDouble(ticks.get(i));
            } catch (NumberFormatException e) {
                // A name; its place will do.
            }
            points.add(new Svg.Point(x, values.get(i)));
        }
        return points;
    }

    void write(Path file) throws IOException {
        report.write(file);
    }

    JsonObject toJson() {
        return json;
    }
}
