package io.adapt4j.train.update;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Labels that become one; where it is a single label, it gets another name.
 *
 * @param parts the old labels, each with its weight, such as how frequent it is; only their ratios matter
 * @param into the label that they become
 */
public record LabelMerge(SortedMap<String, Double> parts, String into) {

    public LabelMerge(Map<String, Double> parts, String into) {
        this(new TreeMap<>(parts), into);
    }

    public LabelMerge {
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    /** Whether it gives one label another name. */
    public boolean isRename() {
        return parts.size() == 1;
    }
}
