package io.adapt4j.registry;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.json.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What the JSON of several kinds of records has in common. */
final class Fields {
    private static final String RECORD = "a record";

    private Fields() {}

    static String text(JsonObject json, String field) {
        return Json.string(json, field, RECORD);
    }

    static long number(JsonObject json, String field) {
        return Math.round(Json.number(json, field, RECORD));
    }

    static Optional<String> optional(JsonObject json, String field) {
        return json.has(field) ? Optional.of(text(json, field)) : Optional.empty();
    }

    static JsonObject object(JsonElement element) {
        return element.getAsJsonObject();
    }

    static JsonObject write(Change change) {
        JsonObject json = new JsonObject();
        json.addProperty("by", change.by());
        json.addProperty("reason", change.reason());
        json.addProperty("at", change.at().toString());
        return json;
    }

    static Change change(JsonElement element) {
        JsonObject json = object(element);
        return new Change(text(json, "by"), text(json, "reason"), Instant.parse(text(json, "at")));
    }

    static JsonObject write(StoredFile file) {
        JsonObject json = new JsonObject();
        json.addProperty("hash", file.hash().toString());
        json.addProperty("size", file.size());
        return json;
    }

    static StoredFile file(JsonElement element) {
        JsonObject json = object(element);
        return new StoredFile(ContentHash.parse(text(json, "hash")), number(json, "size"));
    }

    static <T> JsonObject write(SortedMap<String, T> map, Function<T, JsonElement> value) {
        JsonObject json = new JsonObject();
        map.forEach((name, entry) -> json.add(name, value.apply(entry)));
        return json;
    }

    static <T> SortedMap<String, T> map(JsonObject json, String field, Function<JsonElement, T> value) {
        SortedMap<String, T> map = new TreeMap<>();
        object(json.get(field)).entrySet().forEach(entry -> map.put(entry.getKey(), value.apply(entry.getValue())));
        return map;
    }
}
