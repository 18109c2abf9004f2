package io.adapt4j.examples.lifecycle;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.examples.report.HtmlReport;
import io.adapt4j.examples.report.Svg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;

/** The tables and plots of {@link Lifecycle}. */
final class LifecycleReport {
    private static final int WINDOW_DAYS = 7;

    private final List<Timeline> timelines;
    private final List<BadCandidates.Outcome> bad;

    LifecycleReport(List<Timeline> timelines, List<BadCandidates.Outcome> bad) {
        this.timelines = timelines;
        this.bad = bad;
    }

    /** A row for each way: accuracy over all and by month, trainings, what they took. */
    List<List<String>> table() {
        List<YearMonth> months =
                List.copyOf(new TreeSet<>(timelines.get(0).monthly().keySet()));
        List<String> head = new ArrayList<>(List.of("way", "accuracy"));
        months.forEach(month -> head.add(month.toString()));
        head.addAll(List.of("trainings", "processor s"));
        List<List<String>> rows = new ArrayList<>(List.of(head));
        for (Timeline timeline : timelines) {
            List<String> row = new ArrayList<>(List.of(timeline.name(), percent(timeline.accuracy())));
            timeline.monthly().values().forEach(accuracy -> row.add(percent(accuracy)));
            row.add(Integer.toString(timeline.trainings()));
            row.add(String.format(Locale.ROOT, "%.0f", timeline.cpuSeconds()));
            rows.add(row);
        }
        return rows;
    }

    /** A row for each bad candidate. */
    List<List<String>> badTable() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("candidate", "gate", "champion serves", "accuracy meanwhile", "why it ended"));
        for (BadCandidates.Outcome outcome : bad) {
            boolean passed =
                    outcome.run().judged().map(judged -> judged.passed()).orElse(false);
            rows.add(List.of(
                    outcome.what(),
                    passed ? "passed" : "stopped",
                    outcome.championServes() ? "yes" : "NO",
                    percent(outcome.accuracy()),
                    outcome.run().end().map(end -> end.reason()).orElse("")));
        }
        return rows;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    void write(Path file) throws IOException {
        HtmlReport report = new HtmlReport("An adapter that lives");
        report.paragraph(
                "Mail is replayed day by day; an adapter says whether it is spam. Three ways of keeping the adapter begin"
                        + " with the same one and get the same mail. Labels come late.");
        report.table(table());
        LocalDate start = timelines.get(0).days().firstKey();
        report.heading("Accuracy over seven days");
        report.plot(Svg.lines("days", "share of right answers", series(start, Timeline::accuracyUntil), Double.NaN));
        report.heading("What keeping it took");
        report.plot(Svg.lines(
                "days",
                "seconds of the processor",
                series(start, (timeline, day, window) -> Objects.requireNonNull(
                                timeline.days().get(day))
                        .cpuSeconds()),
                Double.NaN));
        for (Timeline timeline : timelines) {
            if (!timeline.events().isEmpty()) {
                report.heading("What happened: " + timeline.name());
                List<List<String>> rows = new ArrayList<>(List.of(List.of("day", "what")));
                timeline.events().forEach(event -> rows.add(List.of(event.day().toString(), event.what())));
                report.table(rows);
            }
        }
        if (!bad.isEmpty()) {
            report.heading("Candidates that must not serve");
            report.table(badTable());
        }
        report.write(file);
    }

    /** Something of each day. */
    private interface Measure {
        double of(Timeline timeline, LocalDate day, int window);
    }

    private List<Svg.Series> series(LocalDate start, Measure measure) {
        return timelines.stream()
                .map(timeline -> new Svg.Series(
                        timeline.name(),
                        timeline.days().keySet().stream()
                                .map(day -> new Svg.Point(
                                        ChronoUnit.DAYS.between(start, day), measure.of(timeline, day, WINDOW_DAYS)))
                                .toList()))
                .toList();
    }

    void writeJson(Path file) throws IOException {
        JsonObject json = new JsonObject();
        JsonArray ways = new JsonArray();
        for (Timeline timeline : timelines) {
            JsonObject way = new JsonObject();
            way.addProperty("way", timeline.name());
            way.addProperty("accuracy", timeline.accuracy());
            JsonObject months = new JsonObject();
            timeline.monthly().forEach((month, accuracy) -> months.addProperty(month.toString(), accuracy));
            way.add("monthly", months);
            way.addProperty("trainings", timeline.trainings());
            way.addProperty("cpuSeconds", timeline.cpuSeconds());
            JsonArray events = new JsonArray();
            timeline.events().forEach(event -> events.add(event.day() + " " + event.what()));
            way.add("events", events);
            ways.add(way);
        }
        json.add("ways", ways);
        JsonArray candidates = new JsonArray();
        for (BadCandidates.Outcome outcome : bad) {
            JsonObject candidate = new JsonObject();
            candidate.addProperty("what", outcome.what());
            candidate.addProperty("championServes", outcome.championServes());
            candidate.addProperty("accuracy", outcome.accuracy());
            outcome.run().end().ifPresent(end -> candidate.addProperty("end", end.reason()));
            candidates.add(candidate);
        }
        json.add("badCandidates", candidates);
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(json));
    }
}
