package io.adapt4j.train.task;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.adapt4j.error.InvalidDataException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** How much the examples of each label count in the mean that a loss is. */
public sealed interface ClassWeights {

    /** All the same. */
    record Equal() implements ClassWeights {
        @Override
        public double[] of(List<String> labels, int[] counts) {
            return ofEach(labels, label -> 1);
        }

        @Override
        public JsonElement toJson() {
            return new JsonPrimitive("equal");
        }
    }

    /**
     * Inversely to how many there are: {@code examples / (labels * examples of the label)} (King and Zeng, "Logistic Regression
     * in Rare Events Data", 2001).
     */
    record Balanced() implements ClassWeights {
        @Override
        public double[] of(List<String> labels, int[] counts) {
            double examples = 0;
            for (int count : counts) {
                examples += count;
            }
            double mean = examples / labels.size();
            return ofEach(labels, label -> mean / Math.max(1, counts[labels.indexOf(label)]));
        }

        @Override
        public JsonElement toJson() {
            return new JsonPrimitive("balanced");
        }
    }

    /** As given; a label that is not named has 1. */
    record Given(SortedMap<String, Double> weights) implements ClassWeights {
        public Given {
            weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
            weights.forEach((label, weight) -> Named.requirePositive("The weight of \"" + label + "\"", weight));
        }

        @Override
        public double[] of(List<String> labels, int[] counts) {
            for (String label : weights.keySet()) {
                if (!labels.contains(label)) {
                    throw new InvalidDataException(
                            "There is a weight for the label \"" + label + "\", but the task has " + labels);
                }
            }
            return ofEach(labels, label -> weights.getOrDefault(label, 1.0));
        }

        @Override
        public JsonElement toJson() {
            JsonObject json = new JsonObject();
            weights.forEach(json::addProperty);
            return json;
        }
    }

    /** As given, by label; a label that is not named has 1. */
    static ClassWeights of(Map<String, Double> weights) {
        return new Given(new TreeMap<>(weights));
    }

    /**
     * The weight of each label.
     *
     * @param counts the number of examples of each label
     * @throws InvalidDataException when there is a weight for a label that is none
     */
    double[] of(List<String> labels, int[] counts);

    /** The weights, for recipes and manifests. */
    JsonElement toJson();

    private static double[] ofEach(List<String> labels, ToDoubleFunction<String> weight) {
        return labels.stream().mapToDouble(weight).toArray();
    }
}
