package io.adapt4j.task;

import com.google.gson.JsonObject;
import io.adapt4j.json.Json;
import java.util.List;
import java.util.OptionalInt;

/**
 * One label out of several for a text; answered with a {@link Classification}.
 *
 * @param labels the labels, at least two and all different, in the order of the head's rows
 * @param pooling how the hidden states become one vector
 * @param normalize whether the vector is scaled to unit length before the head
 * @param maxLength texts are cut to this many tokens, special tokens included
 */
public record TextClassificationSpec(List<String> labels, Pooling pooling, boolean normalize, int maxLength)
        implements TaskSpec {
    static final String NAME = "text-classification";

    public TextClassificationSpec {
        labels = List.copyOf(labels);
        TaskSpecs.requireDifferent("labels", labels, 2);
        TaskSpecs.requireLength(maxLength);
    }

    static TextClassificationSpec read(JsonObject json, String file) {
        return new TextClassificationSpec(
                Json.strings(json, "labels", file),
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
        return json;
    }
}
