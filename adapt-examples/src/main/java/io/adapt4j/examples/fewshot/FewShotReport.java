package io.adapt4j.examples.fewshot;

import io.adapt4j.examples.report.HtmlReport;
import io.adapt4j.examples.report.Svg;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report about ways of learning from a few examples. */
final class FewShotReport {
    static final List<String> HEAD =
            List.of("data", "base", "examples per class", "way", "accuracy", "deviation", "s per draw");

    /** How far the dots of one way are beside those of another. */
    private static final double ASIDE = 0.2;

    private FewShotReport() {}

    static HtmlReport of(List<Outcome> outcomes) {
        HtmlReport report = new HtmlReport("Learning from a few examples");
        report.paragraph("A dot is one draw of examples. The deviation is that of a sample, in points.");
        List<List<String>> table = new ArrayList<>();
        table.add(HEAD);
        outcomes.forEach(outcome -> table.add(outcome.cells()));
        report.table(table);
        Map<String, List<Outcome>> places = new LinkedHashMap<>();
        outcomes.forEach(
                outcome -> places.computeIfAbsent(outcome.dataset() + " on " + outcome.base(), any -> new ArrayList<>())
                        .add(outcome));
        places.forEach((place, own) -> {
            report.heading(place);
            report.plot(Svg.dots("examples per class", "wrong answers, %", series(own), Double.NaN));
        });
        return report;
    }

    private static List<Svg.Series> series(List<Outcome> outcomes) {
        Map<Way, List<Svg.Point>> points = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            List<Svg.Point> own = points.computeIfAbsent(outcome.way(), any -> new ArrayList<>());
            double x = outcome.shots() + ASIDE * outcome.way().ordinal();
            outcome.accuracies().forEach(accuracy -> own.add(new Svg.Point(x, 100 * (1 - accuracy))));
        }
        return points.entrySet().stream()
                .map(way -> new Svg.Series(way.getKey().title(), way.getValue()))
                .toList();
    }
}
