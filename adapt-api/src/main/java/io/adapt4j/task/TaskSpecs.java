package io.adapt4j.task;

import static java.util.Map.entry;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.json.Json;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** The known tasks and what their descriptions have in common. */
public final class TaskSpecs {
    static final String POOLING = "pooling";
    static final String NORMALIZE = "normalize";
    static final String MAX_LENGTH = "maxLength";

    private static final Map<String, BiFunction<JsonObject, String, TaskSpec>> READERS = new TreeMap<>(Map.ofEntries(
            entry(TextClassificationSpec.NAME, TextClassificationSpec::read),
            entry(MultiLabelSpec.NAME, MultiLabelSpec::read),
            entry(RegressionSpec.NAME, RegressionSpec::read),
            entry(EmbeddingSpec.NAME, EmbeddingSpec::read),
            entry(TokenClassificationSpec.NAME, TokenClassificationSpec::read)));

    private TaskSpecs() {}

    /**
     * Reads the description of a task.
     *
     * @param json the components
     * @param file what error messages call the place where they were found
     * @throws UnsupportedFeatureException when there is no task of that name
     * @throws io.adapt4j.error.InvalidAdapterException when a component is missing or of the wrong kind
     */
    public static TaskSpec read(String name, JsonObject json, String file) {
        BiFunction<JsonObject, String, TaskSpec> reader = READERS.get(name);
        if (reader == null) {
            throw new UnsupportedFeatureException(
                    "The task of " + file + " is \"" + name + "\"; supported are " + READERS.keySet());
        }
        return reader.apply(json, file);
    }

    static JsonObject json(Pooling pooling, boolean normalize, int maxLength) {
        JsonObject json = new JsonObject();
        json.addProperty(POOLING, pooling.name());
        json.addProperty(NORMALIZE, normalize);
        json.addProperty(MAX_LENGTH, maxLength);
        return json;
    }

    static JsonArray array(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    static Pooling pooling(JsonObject json, String file) {
        String name = Json.string(json, POOLING, file);
        return Arrays.stream(Pooling.values())
                .filter(pooling -> pooling.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnsupportedFeatureException("The pooling of " + file + " is \"" + name
                        + "\"; supported are " + Arrays.toString(Pooling.values())));
    }

    static void requireLength(int maxLength) {
        if (maxLength < 1) {
            throw new InvalidDataException("maxLength is at least 1 token, but was " + maxLength);
        }
    }

    static void requireDifferent(String what, List<String> names, int least) {
        if (names.size() < least) {
            throw new InvalidDataException("There are at least " + least + " " + what + ", but given were " + names);
        }
        if (new HashSet<>(names).size() != names.size()) {
            throw new InvalidDataException("The " + what + " must be different, but were " + names);
        }
    }
}
