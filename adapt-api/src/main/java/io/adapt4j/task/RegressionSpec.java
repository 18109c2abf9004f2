package io.adapt4j.task;

import com.google.gson.JsonObject;
import io.adapt4j.json.Json;
import java.util.List;
import java.util.OptionalInt;

/**
 * Numbers for a text; answered with a {@link Regression}.
 *
 * @param targets what the numbers are called, at least one and all different, in the order of the head's rows
 * @param pooling how the hidden states become one vector
 * @param normalize whether the vector is scaled to unit length before the head
 * @param maxLength texts are cut to this many tokens, special tokens included
 */
public record RegressionSpec(List<String> targets, Pooling pooling, boolean normalize, int maxLength)
        implements TaskSpec {
    static final String NAME = "text-regression";

    public RegressionSpec {
        targets = List.copyOf(targets);
        TaskSpecs.requireDifferent("targets", targets, 1);
        TaskSpecs.requireLength(maxLength);
    }

    static RegressionSpec read(JsonObject json, String file) {
        return new RegressionSpec(
                Json.strings(json, "targets", file),
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
        return OptionalInt.of(targets.size());
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = TaskSpecs.json(pooling, normalize, maxLength);
        json.add("targets", TaskSpecs.array(targets));
        return json;
    }
}
