package io.adapt4j.train.update;

import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each label after a change is made of.
 *
 * @param origins from each label, in the head's order, to the old labels that it is made of; none for a new label
 */
record LabelPlan(Map<String, List<Part>> origins) {

    /**
     * A part of a label.
     *
     * @param label the index of the old label
     * @param weight its share of the label; the shares of a label add up to 1
     */
    record Part(int label, double weight) {}

    /**
     * A change of these labels.
     *
     * @param least how many labels there must be afterwards
     * @throws io.adapt4j.error.InvalidDataException when it does not fit them
     */
    static LabelPlan of(LabelChange change, List<String> labels, int least) {
        LabelProblems problems = new LabelProblems();
        problems.findFor(change, labels);
        problems.throwIfAny();
        Map<String, List<Part>> unordered = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            unordered.put(labels.get(i), List.of(new Part(i, 1)));
        }
        change.removed().forEach(unordered::remove);
        for (LabelMerge merge : change.merged()) {
            merge.parts().keySet().forEach(unordered::remove);
        }
        for (LabelMerge merge : change.merged()) {
            unordered.put(merge.into(), parts(merge, labels));
        }
        Map<String, List<Part>> origins = new LinkedHashMap<>();
        unordered.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> first(entry.getValue())))
                .forEach(entry -> origins.put(entry.getKey(), entry.getValue()));
        change.added().forEach(label -> origins.put(label, List.of()));
        problems.require(least, List.copyOf(origins.keySet()));
        problems.throwIfAny();
        return new LabelPlan(origins);
    }

    private static List<Part> parts(LabelMerge merge, List<String> labels) {
        double most = Collections.max(merge.parts().values()); // divided by first, for the sum to be finite
        double sum = merge.parts().values().stream()
                .mapToDouble(weight -> weight / most)
                .sum();
        List<Part> parts = new ArrayList<>();
        merge.parts().forEach((label, weight) -> parts.add(new Part(labels.indexOf(label), weight / most / sum)));
        return parts;
    }

    private static int first(List<Part> parts) {
        return Ints.min(parts.stream().mapToInt(Part::label).toArray());
    }

    List<String> labels() {
        return List.copyOf(origins.keySet());
    }
}
