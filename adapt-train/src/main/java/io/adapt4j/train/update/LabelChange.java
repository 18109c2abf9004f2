package io.adapt4j.train.update;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.ExampleSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What becomes of the labels of a task, or of the kinds of its entities. All of it happens at once: every name that is added to, renamed,
 * merged or removed is the one from before. What is not named stays. Immutable; the methods return a changed copy.
 *
 * @param added labels that are new, in the order in which they follow the old ones
 * @param merged labels that get another name, or become one
 * @param removed labels that are no longer given
 */
public record LabelChange(List<String> added, List<LabelMerge> merged, List<String> removed) {

    /**
     * @throws InvalidDataException when parts of the change contradict each other; lists all that is wrong with it
     */
    public LabelChange {
        added = List.copyOf(added);
        merged = List.copyOf(merged);
        removed = List.copyOf(removed);
        LabelProblems problems = new LabelProblems();
        problems.findIn(added, merged, removed);
        problems.throwIfAny();
    }

    /** A change of nothing, to begin with. */
    public static LabelChange none() {
        return new LabelChange(List.of(), List.of(), List.of());
    }

    /** Adds new labels. */
    public LabelChange add(String... labels) {
        return new LabelChange(joined(added, List.of(labels)), merged, removed);
    }

    /** Gives a label another name. */
    public LabelChange rename(String from, String to) {
        return merge(to, Map.of(from, 1.0));
    }

    /** Lets labels become one, which may have the name of one of them; each of them counts as much. */
    public LabelChange merge(String into, String... parts) {
        Map<String, Double> weights = new TreeMap<>();
        for (String part : parts) {
            if (weights.put(part, 1.0) != null) {
                throw new InvalidDataException("\"" + part + "\" is to be merged into \"" + into
                        + "\" twice; name it once, or give the labels weights");
            }
        }
        return merge(into, weights);
    }

    /**
     * Lets labels become one, which may have the name of one of them.
     *
     * @param parts each with its weight, such as the number of its examples
     */
    public LabelChange merge(String into, Map<String, Double> parts) {
        return new LabelChange(added, joined(merged, List.of(new LabelMerge(parts, into))), removed);
    }

    /** Removes labels. */
    public LabelChange remove(String... labels) {
        return new LabelChange(added, merged, joined(removed, List.of(labels)));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /**
     * The labels after the change: those that stay, in their order; what is merged stands where the first of its parts stood; new ones at
     * the end.
     *
     * @throws InvalidDataException when a label is unknown, or there already, or nothing would change; lists all that is wrong
     */
    public List<String> of(List<String> labels) {
        return LabelPlan.of(this, labels, 1).labels();
    }

    /**
     * Examples with the labels from before as those with the labels from after: {@link io.adapt4j.train.data.Example}s that have
     * lost their label are left out, {@link io.adapt4j.train.data.MultiLabelExample}s keep their other labels, and the words of entities
     * of a removed kind are outside of all. Labels that the change does not name stay.
     *
     * @throws io.adapt4j.error.UnsupportedFeatureException when it is read, if the examples have no labels
     */
    public <E> ExampleSource<E> relabel(ExampleSource<E> examples) {
        return new Relabelling(this).of(examples);
    }

    /** As it stands in a manifest. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        JsonArray merges = new JsonArray();
        JsonObject renames = new JsonObject();
        for (LabelMerge merge : merged) {
            if (merge.isRename()) {
                renames.addProperty(merge.parts().firstKey(), merge.into());
            } else {
                JsonObject parts = new JsonObject();
                merge.parts().forEach(parts::addProperty);
                JsonObject entry = new JsonObject();
                entry.addProperty("into", merge.into());
                entry.add("parts", parts);
                merges.add(entry);
            }
        }
        json.add("add", array(added));
        json.add("rename", renames);
        json.add("merge", merges);
        json.add("remove", array(removed));
        return json;
    }

    private static JsonArray array(List<String> names) {
        JsonArray array = new JsonArray();
        names.forEach(array::add);
        return array;
    }
}
