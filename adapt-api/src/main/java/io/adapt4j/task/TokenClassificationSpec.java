package io.adapt4j.task;

import com.google.gson.JsonObject;
import io.adapt4j.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Stretches of a text that are entities of some kinds; answered with {@link Entities}. Tokens are tagged in the IOB2 scheme
 * (Tjong Kim Sang and Veenstra, "Representing Text Chunks", 1999): {@code B-} begins an entity, {@code I-} goes on with it,
 * {@code O} is outside of all.
 *
 * @param kinds the kinds of entities, at least one and all different
 * @param maxLength texts are cut to this many tokens, special tokens included
 */
public record TokenClassificationSpec(List<String> kinds, int maxLength) implements TaskSpec {
    static final String NAME = "token-classification";
    public static final String OUTSIDE = "O";
    public static final String BEGIN = "B-";
    public static final String INSIDE = "I-";

    public TokenClassificationSpec {
        kinds = List.copyOf(kinds);
        TaskSpecs.requireDifferent("kinds", kinds, 1);
        TaskSpecs.requireLength(maxLength);
    }

    static TokenClassificationSpec read(JsonObject json, String file) {
        return new TokenClassificationSpec(
                Json.strings(json, "kinds", file), Json.integer(json, TaskSpecs.MAX_LENGTH, file));
    }

    /** The tags in the order of the head's rows: {@code O}, then {@code B-} and {@code I-} of each kind. */
    public List<String> tags() {
        List<String> tags = new ArrayList<>(List.of(OUTSIDE));
        for (String kind : kinds) {
            tags.add(BEGIN + kind);
            tags.add(INSIDE + kind);
        }
        return List.copyOf(tags);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionalInt outputs() {
        return OptionalInt.of(2 * kinds.size() + 1);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.add("kinds", TaskSpecs.array(kinds));
        json.addProperty(TaskSpecs.MAX_LENGTH, maxLength);
        return json;
    }
}
