package io.adapt4j.examples.migrate;

import io.adapt4j.examples.report.HtmlReport;
import io.adapt4j.examples.report.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The report of an experiment: a table of means, and a plot of accuracy over time for each move. */
final class MigrateReport {
    private MigrateReport() {}

    static HtmlReport of(List<Row> rows, String settings) {
        HtmlReport report = new HtmlReport("Adapters that move to another base");
        report.paragraph(settings);
        report.paragraph(
                "Gain kept: accuracy above that of the base alone, which answers with the label whose name is nearest,"
                        + " as a share of what the adapter gained on the old base. Time is that of the way alone, of the automatic"
                        + " choice everything.");
        List<Summary> summaries = Summary.of(rows);
        List<List<String>> table = new ArrayList<>();
        table.add(Summary.HEAD);
        summaries.forEach(summary -> table.add(summary.cells()));
        report.table(table);
        report.heading("The automatic choice");
        Summary.choices(summaries).forEach(report::paragraph);
        Set<String> moves = new TreeSet<>();
        rows.forEach(row -> moves.add(row.move()));
        for (String move : moves) {
            report.heading("From " + move);
            report.plot(Svg.dots(
                    "time, % of the training again (logarithm of 10)", "accuracy, %", series(rows, move), Double.NaN));
        }
        return report;
    }

    private static List<Svg.Series> series(List<Row> rows, String move) {
        List<Svg.Series> series = new ArrayList<>();
        List<String> ways = new ArrayList<>(Summary.STRATEGIES);
        ways.add(Summary.INFORMED);
        for (String way : ways) {
            List<Svg.Point> points = rows.stream()
                    .filter(row -> row.move().equals(move)
                            && row.way().equals(way)
                            && row.accuracy().isPresent()
                            && row.wallShare() > 0)
                    .map(row -> new Svg.Point(
                            Math.log10(100 * row.wallShare()),
                            100 * row.accuracy().getAsDouble()))
                    .toList();
            if (!points.isEmpty()) {
                series.add(new Svg.Series(way, points));
            }
        }
        return series;
    }
}
