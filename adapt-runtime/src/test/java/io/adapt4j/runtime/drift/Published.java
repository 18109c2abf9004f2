package io.adapt4j.runtime.drift;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** What NumPy and SciPy computed of the same data: {@code drift/reference.json}, made by {@code drift/reference.py}. */
public final class Published {
    private static final JsonObject ALL = read();

    private Published() {}

    private static JsonObject read() {
        try (InputStream in = Objects.requireNonNull(Published.class.getResourceAsStream("/drift/reference.json"))) {
            return Json.parse("reference.json", in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonElement at(String path) {
        JsonElement at = ALL;
        for (String key : path.split("\\.")) {
            at = at.getAsJsonObject().get(key);
        }
        return at;
    }

    /** Such as {@code ks.statistic}. */
    public static double number(String path) {
        return at(path).getAsDouble();
    }

    public static double[] numbers(String path) {
        JsonArray array = at(path).getAsJsonArray();
        return array.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
    }

    public static List<Integer> integers(String path) {
        return at(path).getAsJsonArray().asList().stream()
                .map(JsonElement::getAsInt)
                .toList();
    }
}
