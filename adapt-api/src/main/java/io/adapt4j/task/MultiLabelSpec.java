package io.adapt4j.task;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.json.Json;
import java.util.List;
import java.util.OptionalInt;

/**
 * Any number of labels for a text, each by itself; answered with a {@link MultiLabel}.
 *
 * @param labels the labels, at least one and all different, in the order of the head's rows
 * @param threshold the probability from which on a label is given, in (0, 1)
 * @param pooling how the hidden states become one vector
 * @param normalize whether the vector is scaled to unit length before the head
 * @param maxLength texts are cut to this many tokens, special tokens included
 */
public record MultiLabelSpec(List<String> labels, double threshold, Pooling pooling, boolean normalize, int maxLength)
        implements TaskSpec {
    static final String NAME = "multi-label-classification";

    public MultiLabelSpec {
        labels = List.copyOf(labels);
        TaskSpecs.requireDifferent("labels", labels, 1);
        TaskSpecs.requireLength(maxLength);
        if (!(threshold > 0 && threshold < 1)) {
            throw new InvalidDataException("threshold is in (0, 1), but was " + threshold);
        }
    }

    static MultiLabelSpec read(JsonObject json, String file) {
        return new MultiLabelSpec(
                Json.strings(json, "labels", file),
                Json.number(json, "threshold", file),
                TaskSpecs.pooling(json, file),
                Json.bool(json, TaskSpecs.NORMALIZE, false, file),
                Json.integer(json, TaskSpecs.MAX_LENGTH, file));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionalInt outputs() {
        return OptionalInt.of(labels.size());
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = TaskSpecs.json(pooling, normalize, maxLength);
        json.add("labels", TaskSpecs.array(labels));
        json.addProperty("threshold", threshold);
        return json;
    }
}
