package io.adapt4j.train.testing;

import io.adapt4j.train.evaluate.ComparedRow;
import io.adapt4j.train.evaluate.Evaluation;
import io.adapt4j.train.metric.ClassificationMetrics;
import io.adapt4j.train.metric.Metrics;
import java.util.List;
import java.util.stream.IntStream;

/** An evaluation as text for a test that failed. */
final class EvaluationReport {
    private static final int ROWS = 10;
    /** Beyond so many labels a table is no longer read. */
    private static final int LABELS = 12;

    private EvaluationReport() {}

    static String of(Evaluation evaluation, Metrics metrics) {
        StringBuilder report = new StringBuilder();
        report.append("on ")
                .append(evaluation.size())
                .append(" examples: ")
                .append(metrics.values())
                .append('\n');
        if (metrics instanceof ClassificationMetrics classified
                && classified.labels().size() <= LABELS) {
            confusion(classified, report);
        }
        List<ComparedRow> worst =
                evaluation.worst(IntStream.range(0, evaluation.size()).toArray(), ROWS);
        if (!worst.isEmpty()) {
            report.append("the worst answers:\n");
            worst.forEach(row -> report.append("  ").append(row).append('\n'));
        }
        return report.toString();
    }

    private static void confusion(ClassificationMetrics metrics, StringBuilder report) {
        int width = Math.max(
                        6,
                        metrics.labels().stream().mapToInt(String::length).max().orElse(0))
                + 2;
        report.append("labels, the true one down, the given one across:\n").append(padded("", width));
        metrics.labels().forEach(label -> report.append(padded(label, width)));
        report.append('\n');
        for (int row = 0; row < metrics.labels().size(); row++) {
            report.append(padded(metrics.labels().get(row), width));
            metrics.confusion().get(row).forEach(count -> report.append(padded(Integer.toString(count), width)));
            report.append('\n');
        }
    }

    private static String padded(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }
}
