package io.adapt4j.task;

import com.google.gson.JsonObject;
import io.adapt4j.json.Json;
import java.util.OptionalInt;

/**
 * A vector for a text, such that the cosine of two vectors says how similar two texts are; answered with an
 * {@link Embedding}.
 *
 * @param pooling how the hidden states become one vector
 * @param normalize whether the vector is scaled to unit length
 * @param maxLength texts are cut to this many tokens, special tokens included
 */
public record EmbeddingSpec(Pooling pooling, boolean normalize, int maxLength) implements TaskSpec {
    static final String NAME = "text-embedding";

    public EmbeddingSpec {
        TaskSpecs.requireLength(maxLength);
    }

    static EmbeddingSpec read(JsonObject json, String file) {
        return new EmbeddingSpec(
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
        return OptionalInt.empty();
    }

    @Override
    public JsonObject toJson() {
        return TaskSpecs.json(pooling, normalize, maxLength);
    }
}
