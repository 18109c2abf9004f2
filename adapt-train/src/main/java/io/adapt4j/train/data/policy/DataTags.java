package io.adapt4j.train.data.policy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known about the data of a source.
 *
 * @param classification how confidential it is; empty where nobody has said
 * @param residency where it has to stay, such as {@code EU}; empty where nobody has said
 * @param labels anything else, such as {@code health}
 */
public record DataTags(Optional<Classification> classification, Set<String> residency, Set<String> labels) {

    /** How confidential data is, least first. */
    public enum Classification {
        PUBLIC,
        INTERNAL,
        CONFIDENTIAL,
        RESTRICTED
    }

    public DataTags {
        residency = Set.copyOf(residency);
        labels = Set.copyOf(labels);
    }

    /** Nothing is known. */
    public static DataTags none() {
        return new DataTags(Optional.empty(), Set.of(), Set.of());
    }

    /** Data of this classification. */
    public static DataTags of(Classification classification) {
        return none().withClassification(classification);
    }

    public DataTags withClassification(Classification newClassification) {
        return new DataTags(Optional.of(newClassification), residency, labels);
    }

    public DataTags withResidency(String... newResidency) {
        return new DataTags(classification, Set.of(newResidency), labels);
    }

    public DataTags withLabels(String... newLabels) {
        return new DataTags(classification, residency, Set.of(newLabels));
    }

    /** The tags, in an order of their own. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        classification.ifPresent(value -> json.addProperty("classification", value.name()));
        json.add("residency", array(residency));
        json.add("labels", array(labels));
        return json;
    }

    static JsonArray array(Set<String> values) {
        JsonArray array = new JsonArray();
        new TreeSet<>(values).forEach(array::add);
        return array;
    }
}
