package io.adapt4j.examples.migrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The means over seeds of the rows with one data set, move and way. */
record Summary(String dataset, String move, String way, List<Row> rows) {
    /** The ways that a migration has, without the training again. */
    static final List<String> STRATEGIES = List.of("direct", "projected", "distilled", "refined");

    /** The projection once more, with the labels of the training. */
    static final String INFORMED = "projected, all labels";

    /** What trying all takes besides. */
    private static final List<String> OTHERS = List.of("comparing the bases", "trained again");

    static final List<String> HEAD = List.of(
            "data",
            "move",
            "way",
            "accuracy",
            "gain kept",
            "labels",
            "s",
            "time, % of training",
            "CPU, % of training",
            "");

    static List<Summary> of(List<Row> rows) {
        Map<List<String>, List<Row>> groups = new LinkedHashMap<>();
        rows.forEach(
                row -> groups.computeIfAbsent(List.of(row.dataset(), row.move(), row.way()), key -> new ArrayList<>())
                        .add(row));
        return groups.entrySet().stream()
                .map(group -> new Summary(
                        group.getKey().get(0),
                        group.getKey().get(1),
                        group.getKey().get(2),
                        group.getValue()))
                .toList();
    }

    OptionalDouble accuracy() {
        return rows.stream().flatMapToDouble(row -> row.accuracy().stream()).average();
    }

    double mean(ToDoubleFunction<Row> figure) {
        return rows.stream().mapToDouble(figure).average().orElse(0);
    }

    /** As the cells of a table. */
    List<String> cells() {
        OptionalDouble retention =
                rows.stream().flatMapToDouble(row -> row.retention().stream()).average();
        long gave = rows.stream().filter(row -> row.accuracy().isPresent()).count();
        return List.of(
                dataset,
                move,
                way,
                accuracy().isPresent() ? percent(accuracy().getAsDouble()) : "-",
                retention.isPresent() ? percent(retention.getAsDouble()) : "-",
                String.format(Locale.ROOT, "%.0f", mean(Row::labels)),
                String.format(Locale.ROOT, "%.1f", mean(Row::wallSeconds)),
                percent(mean(Row::wallShare)),
                percent(mean(Row::cpuShare)),
                notes() + (gave < rows.size() && gave > 0 ? " (" + gave + " of " + rows.size() + ")" : ""));
    }

    /** What was chosen or why there is nothing, each once with how often. */
    private String notes() {
        Map<String, Long> notes = rows.stream()
                .map(Row::note)
                .filter(note -> !note.isEmpty())
                .collect(Collectors.groupingBy(note -> note, LinkedHashMap::new, Collectors.counting()));
        return notes.entrySet().stream()
                .map(note -> note.getKey() + (note.getValue() > 1 ? " x" + note.getValue() : ""))
                .collect(Collectors.joining(", "));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    /** How the automatic choice did beside all that could have been tried, for each data set and move. */
    static List<String> choices(List<Summary> all) {
        List<String> sentences = new ArrayList<>();
        for (Summary automatic : all) {
            if (automatic.way.equals("automatic")) {
                List<Summary> tried = all.stream()
                        .filter(other ->
                                other.isOf(automatic) && (STRATEGIES.contains(other.way) || OTHERS.contains(other.way)))
                        .toList();
                double time = tried.stream()
                        .mapToDouble(other -> other.mean(Row::wallSeconds))
                        .sum();
                double best = all.stream()
                        .filter(other -> other.isOf(automatic) && (tried.contains(other) || other.way.equals(INFORMED)))
                        .flatMapToDouble(other -> other.accuracy().stream())
                        .max()
                        .orElse(0);
                sentences.add(String.format(
                        Locale.ROOT,
                        "%s, %s: the automatic choice has %s, the best way %s; it took %.0f%% of the time of comparing"
                                + " the bases and trying all ways, its judging included.",
                        automatic.dataset,
                        automatic.move,
                        automatic.accuracy().isPresent()
                                ? percent(automatic.accuracy().getAsDouble())
                                : "nothing",
                        percent(best),
                        100 * automatic.mean(Row::wallSeconds) / Math.max(1e-9, time)));
            }
        }
        return sentences;
    }

    private boolean isOf(Summary other) {
        return dataset.equals(other.dataset) && move.equals(other.move);
    }
}
