package io.adapt4j.examples.lifecycle;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one way of keeping an adapter gave and took, day by day. */
final class Timeline {
    private final String name;
    private final SortedMap<LocalDate, Day> days = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    private double cpuSeconds;
    private int trainings;

    /** Answers of a day, and what keeping the adapter had taken until then. */
    record Day(int answers, int right, double cpuSeconds) {
        double accuracy() {
            return (double) right / answers;
        }
    }

    /** Something that happened to the adapter. */
    record Event(LocalDate day, String what) {}

    Timeline(String name) {
        this.name = name;
    }

    void answered(LocalDate day, int answers, int right) {
        days.put(day, new Day(answers, right, cpuSeconds));
    }

    /** There was a training. */
    void trained() {
        trainings++;
    }

    /** What keeping the adapter has taken until now, in seconds of the processor. */
    void took(double cpu) {
        cpuSeconds = cpu;
    }

    void happened(LocalDate day, String what) {
        events.add(new Event(day, what));
    }

    String name() {
        return name;
    }

    SortedMap<LocalDate, Day> days() {
        return days;
    }

    List<Event> events() {
        return events;
    }

    /** Seconds of the processor for all that was done after the first training, which all ways share; serving is not counted. */
    double cpuSeconds() {
        return cpuSeconds;
    }

    int trainings() {
        return trainings;
    }

    /** Share of right answers over all days. */
    double accuracy() {
        return accuracy(days);
    }

    /** Share of right answers by month. */
    SortedMap<YearMonth, Double> monthly() {
        SortedMap<YearMonth, Double> months = new TreeMap<>();
        days.keySet().forEach(day -> {
            YearMonth month = YearMonth.from(day);
            months.computeIfAbsent(
                    month,
                    one -> accuracy(days.subMap(one.atDay(1), one.plusMonths(1).atDay(1))));
        });
        return months;
    }

    /** Share of right answers over the days of a window that ends with a day. */
    double accuracyUntil(LocalDate day, int window) {
        return accuracy(days.subMap(day.minusDays(window - 1L), day.plusDays(1)));
    }

    private static double accuracy(SortedMap<LocalDate, Day> days) {
        int answers = days.values().stream().mapToInt(Day::answers).sum();
        return (double) days.values().stream().mapToInt(Day::right).sum() / answers;
    }
}
