package io.adapt4j.examples.quickstart;

import io.adapt4j.examples.report.HtmlReport;
import io.adapt4j.examples.report.Svg;
import io.adapt4j.train.TrainingListener;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the quickstart shows of its outcomes: a table on the console and an HTML report. */
final class QuickstartReport {
    private QuickstartReport() {}

    private static List<List<String>> table(List<Quickstart.Outcome> outcomes, long modelBytes) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("task", "what", "accuracy", "macro-F1", "time", "size"));
        for (Quickstart.Outcome outcome : outcomes) {
            rows.add(List.of(
                    outcome.name(),
                    "base + linear probe",
                    percent(outcome.probe().accuracy()),
                    percent(outcome.probe().macroF1()),
                    String.format(Locale.ROOT, "%.0f s", outcome.probeSeconds()),
                    String.format(Locale.ROOT, "%.1f MB", modelBytes / 1e6)));
            rows.add(List.of(
                    outcome.name(),
                    "adapter",
                    percent(outcome.adapted().accuracy()),
                    percent(outcome.adapted().macroF1()),
                    String.format(Locale.ROOT, "%.0f s", outcome.seconds()),
                    String.format(
                            Locale.ROOT, "%.1f MB", outcome.result().adapter().weightBytes() / 1e6)));
            outcome.result()
                    .best()
                    .map(TrainingListener.Evaluation::metrics)
                    .ifPresent(heldOut -> rows.add(List.of(
                            outcome.name(),
                            "  on held-out data",
                            percent(heldOut.value("accuracy")),
                            percent(heldOut.value("macroF1")),
                            "",
                            "")));
        }
        return rows;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    static void printTable(PrintStream out, List<Quickstart.Outcome> outcomes, long modelBytes) {
        out.println();
        for (List<String> row : table(outcomes, modelBytes)) {
            out.printf("  %-8s %-20s %9s %9s %7s %9s%n", row.toArray());
        }
    }

    static HtmlReport of(
            List<Quickstart.Outcome> outcomes, long modelBytes, SwapUnderLoad.Outcome swap, double seconds) {
        HtmlReport report = new HtmlReport("Adapters on one base model");
        report.paragraph(String.format(
                Locale.ROOT,
                "One frozen base model of %.0f MB learnt %d tasks inside this JVM in %.0f seconds. Each adapter is a few"
                        + " megabytes; the base was not changed.",
                modelBytes / 1e6,
                outcomes.size(),
                seconds));
        report.table(table(outcomes, modelBytes));
        report.paragraph(
                "Test data can be from another time than the training data, as the mail of this example is, and the"
                        + " world changes: the last row of each task is the accuracy on a tenth held out from the training data.");
        for (Quickstart.Outcome outcome : outcomes) {
            report.heading("Training \"" + outcome.name() + "\"");
            report.plot(Svg.lines("step", "loss", losses(outcome.result().steps()), Double.NaN));
            if (!outcome.result().evaluations().isEmpty()) {
                report.heading("Accuracy of \"" + outcome.name() + "\" on data held out from training");
                report.plot(Svg.lines(
                        "epoch", "accuracy", accuracies(outcome.result().evaluations()), Double.NaN));
            }
            report.heading("Where \"" + outcome.name() + "\" is right and wrong on the test data");
            report.plot(Svg.matrix(outcome.adapted().labels(), outcome.adapted().confusion()));
        }
        report.heading("Hot swap under load");
        report.paragraph(String.format(
                Locale.ROOT,
                "%d requests, %d failed. The dashed line is the moment when the new version took over, which took %.1f ms.",
                swap.requests().size(),
                swap.failures(),
                swap.swapMilliseconds()));
        List<Svg.Point> before = new ArrayList<>();
        List<Svg.Point> after = new ArrayList<>();
        for (SwapUnderLoad.Request request : swap.requests()) {
            (request.afterSwap() ? after : before).add(new Svg.Point(request.milliseconds(), request.latency()));
        }
        report.plot(Svg.dots(
                "milliseconds",
                "latency in ms",
                List.of(new Svg.Series("first version", before), new Svg.Series("second version", after)),
                swap.swapAt()));
        return report;
    }

    private static List<Svg.Series> accuracies(List<TrainingListener.Evaluation> evaluations) {
        List<Svg.Point> accuracy = new ArrayList<>();
        List<Svg.Point> macroF1 = new ArrayList<>();
        for (TrainingListener.Evaluation evaluation : evaluations) {
            accuracy.add(new Svg.Point(evaluation.epoch(), evaluation.metrics().value("accuracy")));
            macroF1.add(new Svg.Point(evaluation.epoch(), evaluation.metrics().value("macroF1")));
        }
        return List.of(new Svg.Series("accuracy", accuracy), new Svg.Series("macro-F1", macroF1));
    }

    private static List<Svg.Series> losses(List<TrainingListener.Step> steps) {
        List<Svg.Point> raw = new ArrayList<>();
        List<Svg.Point> smooth = new ArrayList<>();
        double average = steps.get(0).loss();
        for (TrainingListener.Step step : steps) {
            average = 0.9 * average + 0.1 * step.loss();
            raw.add(new Svg.Point(step.step(), step.loss()));
            smooth.add(new Svg.Point(step.step(), average));
        }
        return List.of(new Svg.Series("each batch", raw), new Svg.Series("moving average", smooth));
    }
}
