package io.adapt4j.train.gate;

import io.adapt4j.train.evaluate.ComparedRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a criterion found.
 *
 * @param criterion what was asked
 * @param status whether it was shown
 * @param figures what was measured and what it was measured against, by name: {@code measured}, {@code threshold}, the ends of
 *     the interval {@code low} and {@code high}, the p-value {@code p}; only finite numbers
 * @param note how it was found or why it was not, for people; may be empty
 * @param rows examples that speak against the adapter, the worst first, where it failed
 * @param parts the findings that this one is made of, such as those of slices
 * @param repeatable whether judging again gives the same finding; a measured time does not
 */
public record Finding(
        String criterion,
        Status status,
        Map<String, Double> figures,
        String note,
        List<ComparedRow> rows,
        List<Finding> parts,
        boolean repeatable) {

    /** At most so many examples are listed. */
    public static final int ROWS = 10;

    /** How a criterion ended. */
    public enum Status {
        PASSED,
        FAILED,
        /** There was nothing to judge, such as a comparison without a champion. It does not count. */
        NOT_APPLICABLE;

        static Status of(boolean passed) {
            return passed ? PASSED : FAILED;
        }
    }

    public Finding {
        Map<String, Double> finite = new LinkedHashMap<>(figures);
        finite.values().removeIf(value -> !Double.isFinite(value));
        figures = Collections.unmodifiableMap(finite);
        rows = List.copyOf(rows);
        parts = List.copyOf(parts);
    }

    static Finding of(Criterion criterion, boolean passed) {
        return new Finding(criterion.describe(), Status.of(passed), Map.of(), "", List.of(), List.of(), true);
    }

    static Finding notApplicable(Criterion criterion, String why) {
        return new Finding(criterion.describe(), Status.NOT_APPLICABLE, Map.of(), why, List.of(), List.of(), true);
    }

    static Finding withoutChampion(Criterion criterion) {
        return notApplicable(criterion, "there is no other adapter to compare with");
    }

    /** Whether it does not stand in the way. */
    public boolean passed() {
        return status != Status.FAILED;
    }

    Finding about(String newCriterion) {
        return new Finding(newCriterion, status, figures, note, rows, parts, repeatable);
    }

    Finding figure(String name, double value) {
        Map<String, Double> more = new LinkedHashMap<>(figures);
        more.put(name, value);
        return new Finding(criterion, status, more, note, rows, parts, repeatable);
    }

    Finding interval(Interval interval) {
        return figure("low", interval.low()).figure("high", interval.high()).note("interval: " + interval.method());
    }

    Finding note(String more) {
        String joined = note.isEmpty() ? more : note + "; " + more;
        return new Finding(criterion, status, figures, joined, rows, parts, repeatable);
    }

    /** With examples that speak against the adapter, where it failed. */
    Finding rows(List<ComparedRow> against) {
        List<ComparedRow> shown = passed() ? List.of() : against.subList(0, Math.min(ROWS, against.size()));
        return new Finding(criterion, status, figures, note, new ArrayList<>(shown), parts, repeatable);
    }

    Finding parts(List<Finding> newParts) {
        return new Finding(criterion, status, figures, note, rows, newParts, repeatable);
    }

    Finding notRepeatable() {
        return new Finding(criterion, status, figures, note, rows, parts, false);
    }
}
