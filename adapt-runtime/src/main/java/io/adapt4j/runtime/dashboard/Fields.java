package io.adapt4j.runtime.dashboard;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.adapt4j.registry.Change;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What several parts write alike. */
final class Fields {
    private Fields() {}

    static JsonObject of(Change change) {
        JsonObject json = new JsonObject();
        json.addProperty("at", change.at().toString());
        json.addProperty("by", change.by());
        json.addProperty("reason", change.reason());
        return json;
    }

    static <T> JsonArray array(Collection<T> values, Function<T, JsonElement> write) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(write.apply(value)));
        return array;
    }

    static <T> JsonObject object(Map<String, T> values, Function<T, JsonElement> write) {
        JsonObject object = new JsonObject();
        values.forEach((name, value) -> object.add(name, write.apply(value)));
        return object;
    }

    /** The same with null for the numbers that JSON does not have, such as NaN. */
    static JsonElement finite(JsonElement json) {
        if (json instanceof JsonObject object) {
            return object(object.asMap(), Fields::finite);
        }
        if (json instanceof JsonArray list) {
            return array(list.asList(), Fields::finite);
        }
        boolean number = json instanceof JsonPrimitive value && value.isNumber();
        return number && !Double.isFinite(json.getAsDouble()) ? JsonNull.INSTANCE : json;
    }

    /** Adds a field, unless there is nothing to be said. */
    static void add(JsonObject json, String field, Optional<?> value) {
        value.ifPresent(present -> json.addProperty(field, present.toString()));
    }
}
