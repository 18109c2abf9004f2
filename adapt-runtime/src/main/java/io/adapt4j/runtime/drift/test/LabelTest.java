package io.adapt4j.runtime.drift.test;

import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.Sample;
import io.adapt4j.runtime.drift.sample.Summary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.statistics.inference.ChiSquareTest;

/**
 * Pearson's chi-square test of homogeneity (Pearson 1900) of the labels given. Labels that are expected fewer than five times on a side
 * are counted together (Cochran 1954).
 */
final class LabelTest implements DriftTest {
    private static final int EXPECTED = 5;
    private static final int ROWS = 5;
    private static final int TICKS = 20;
    private static final String RARE = "(rare)";

    private final String name;
    private final List<String> reference;

    LabelTest(String name, Reference reference) {
        this.name = name;
        this.reference = reference.summary().labels();
    }

    @Override
    public Optional<Finding> test(Summary window, double level, long seed) {
        List<String> labels = window.labels();
        if (reference.isEmpty() || labels.isEmpty()) {
            return Optional.empty();
        }
        SortedMap<String, long[]> counts = counts(labels);
        if (counts.size() < 2) {
            return Optional.empty();
        }
        long[][] table = counts.values().toArray(long[][]::new);
        var result = ChiSquareTest.withDefaults().test(table);
        int all = reference.size() + labels.size();
        return Optional.of(finding(
                counts, window, result.getStatistic(), Math.sqrt(result.getStatistic() / all), result.getPValue()));
    }

    /** How often each label comes in the reference and in the window. */
    private SortedMap<String, long[]> counts(List<String> labels) {
        SortedMap<String, long[]> all = new TreeMap<>();
        reference.forEach(label -> all.computeIfAbsent(label, key -> new long[2])[0]++);
        labels.forEach(label -> all.computeIfAbsent(label, key -> new long[2])[1]++);
        double smaller = Math.min(reference.size(), labels.size()) / (double) (reference.size() + labels.size());
        SortedMap<String, long[]> counts = new TreeMap<>();
        all.forEach((label, count) -> {
            boolean rare = (count[0] + count[1]) * smaller < EXPECTED;
            long[] sum = counts.computeIfAbsent(rare ? RARE : label, key -> new long[2]);
            sum[0] += count[0];
            sum[1] += count[1];
        });
        return counts;
    }

    private Finding finding(
            SortedMap<String, long[]> counts, Summary window, double statistic, double effect, double pValue) {
        List<Share> shares = shares(counts, reference.size(), window.labels().size());
        String grown = shares.stream()
                .max(Comparator.comparingDouble(share -> share.now - share.before))
                .map(Share::label)
                .orElseThrow();
        List<Share> shown = shares.stream()
                .sorted(Comparator.comparingDouble(share -> -Math.abs(share.now - share.before)))
                .limit(TICKS)
                .toList();
        List<Long> rows = window.rows().stream()
                .filter(item -> grown.equals(item.value().label()))
                .limit(ROWS)
                .map(Sample.Item::id)
                .toList();
        return new Finding(
                name,
                "chi-square",
                statistic,
                "Cramer's V",
                effect,
                pValue,
                Double.NaN,
                Double.NaN,
                side(reference, grown),
                side(window.labels(), grown),
                new Plot(
                        "label",
                        "share",
                        shown.stream().map(Share::label).toList(),
                        shown.stream().map(Share::before).toList(),
                        shown.stream().map(Share::now).toList()),
                rows);
    }

    private record Share(String label, double before, double now) {}

    private static List<Share> shares(SortedMap<String, long[]> counts, int reference, int window) {
        List<Share> shares = new ArrayList<>();
        counts.forEach((label, count) ->
                shares.add(new Share(label, (double) count[0] / reference, (double) count[1] / window)));
        return shares;
    }

    /** Of 1 for the label that has grown most and 0 for the others. */
    private static Side side(List<String> labels, String grown) {
        return Side.of(labels.stream()
                .mapToDouble(label -> label.equals(grown) ? 1 : 0)
                .toArray());
    }
}
