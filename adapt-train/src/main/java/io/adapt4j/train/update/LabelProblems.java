package io.adapt4j.train.update;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.recipe.document.Suggestion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All that is wrong with a change of labels, found together. */
final class LabelProblems {
    private final List<String> problems = new ArrayList<>();

    /** Where a change contradicts itself, whatever the labels are. */
    void findIn(List<String> added, List<LabelMerge> merged, List<String> removed) {
        Set<String> changed = new LinkedHashSet<>();
        merged.forEach(merge -> merge.parts().keySet().forEach(part -> change(part, changed)));
        removed.forEach(label -> change(label, changed));
        Set<String> names = new HashSet<>();
        added.forEach(label -> name(label, names, changed, Set.of()));
        for (LabelMerge merge : merged) {
            Set<String> parts = merge.parts().keySet();
            if (parts.isEmpty()) {
                problems.add("nothing is merged into \"" + merge.into() + "\"; name the labels that become it");
            }
            if (parts.equals(Set.of(merge.into()))) {
                problems.add("\"" + merge.into()
                        + "\" is to become itself alone; leave that out, or name what is merged into it");
            }
            merge.parts().forEach((part, weight) -> {
                if (!(weight > 0) || weight.isInfinite()) {
                    problems.add("the weight of \"" + part + "\" is positive and finite, but was " + weight);
                }
            });
            name(merge.into(), names, changed, parts);
        }
    }

    private void change(String label, Set<String> changed) {
        if (!changed.add(label)) {
            problems.add("\"" + label + "\" is renamed, merged or removed twice; do one of it");
        }
    }

    private void name(String label, Set<String> names, Set<String> changed, Set<String> parts) {
        if (label.isBlank()) {
            problems.add("a label is not blank, but one is to be \"" + label + "\"");
        }
        if (!names.add(label)) {
            problems.add("two labels are to be \"" + label + "\"; merge what belongs together, or name one otherwise");
        }
        if (changed.contains(label) && !parts.contains(label)) {
            problems.add("\"" + label + "\" is to be a new name, and is renamed, merged or removed itself; make two"
                    + " changes, one after the other, so that examples say which of both they mean");
        }
    }

    /** Where a change does not fit the labels that it is for. */
    void findFor(LabelChange change, List<String> labels) {
        if (change.equals(LabelChange.none())) {
            problems.add("it changes nothing; add, rename, merge or remove a label");
        }
        Set<String> changed = new LinkedHashSet<>(change.removed());
        change.merged().forEach(merge -> changed.addAll(merge.parts().keySet()));
        for (String label : changed) {
            if (!labels.contains(label)) {
                problems.add("there is no label \"" + label + "\"; " + Suggestion.of(label, labels));
            }
        }
        for (String label : change.added()) {
            if (labels.contains(label)) {
                problems.add("\"" + label + "\" is to be added, but is there already");
            }
        }
        for (LabelMerge merge : change.merged()) {
            if (labels.contains(merge.into()) && !changed.contains(merge.into())) {
                problems.add("\"" + merge.into() + "\" is there already; to join "
                        + merge.parts().keySet() + " to it, merge it with them");
            }
        }
    }

    /** Where a change leaves too few labels. */
    void require(int least, List<String> after) {
        if (after.size() < least) {
            problems.add("it leaves " + after + ", but at least " + least + (least == 1 ? " is" : " are")
                    + " needed; keep or add some");
        }
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new InvalidDataException("The labels cannot be changed so: " + String.join("; ", problems));
        }
    }
}
