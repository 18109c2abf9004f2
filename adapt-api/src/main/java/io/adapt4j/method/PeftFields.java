package io.adapt4j.method;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The fields of an {@code adapter_config.json} of PEFT, checked as they are read. */
public final class PeftFields {
    /** The file's name. */
    public static final String FILE = "adapter_config.json";

    private final JsonObject json;

    public PeftFields(JsonObject json) {
        this.json = json;
    }

    public String string(String field) {
        return Json.string(json, field, FILE);
    }

    public int integer(String field) {
        return Json.integer(json, field, FILE);
    }

    public double number(String field) {
        return Json.number(json, field, FILE);
    }

    public double number(String field, double otherwise) {
        return says(field) ? number(field) : otherwise;
    }

    public boolean bool(String field) {
        return Json.bool(json, field, false, FILE);
    }

    /** The strings of a list; none where it is absent or null, one where it is a string. */
    public List<String> strings(String field) {
        JsonElement element = json.get(field);
        if (element == null || element.isJsonNull()) {
            return List.of();
        }
        return element.isJsonPrimitive() ? List.of(string(field)) : Json.strings(json, field, FILE);
    }

    public Map<String, Integer> integers(String field) {
        JsonObject object = object(field);
        Map<String, Integer> values = new TreeMap<>();
        object.keySet().forEach(key -> values.put(key, Json.integer(object, key, FILE)));
        return values;
    }

    public Map<String, Double> numbers(String field) {
        JsonObject object = object(field);
        Map<String, Double> values = new TreeMap<>();
        object.keySet().forEach(key -> values.put(key, Json.number(object, key, FILE)));
        return values;
    }

    /** The string of a field, empty where it is absent or anything else. */
    public String stringOrEmpty(String field) {
        JsonElement element = json.get(field);
        boolean isString = element != null
                && element.isJsonPrimitive()
                && element.getAsJsonPrimitive().isString();
        return isString ? element.getAsString() : "";
    }

    /** What {@code target_modules} selects. */
    public Targets targets() {
        JsonElement element = json.get("target_modules");
        return element != null && element.isJsonPrimitive()
                ? Targets.of(string("target_modules"))
                : new Targets(Json.strings(json, "target_modules", FILE));
    }

    private JsonObject object(String field) {
        JsonElement element = json.get(field);
        if (element == null || element.isJsonNull()) {
            return new JsonObject();
        }
        if (!element.isJsonObject()) {
            throw Json.wrong(FILE, field, "an object", element);
        }
        return element.getAsJsonObject();
    }

    /** Whether a field is there and neither null, false nor empty. */
    public boolean says(String field) {
        JsonElement value = json.get(field);
        if (value == null || value.isJsonNull()) {
            return false;
        }
        if (value.isJsonArray()) {
            return !value.getAsJsonArray().isEmpty();
        }
        if (value.isJsonObject()) {
            return !value.getAsJsonObject().isEmpty();
        }
        return !value.getAsJsonPrimitive().isBoolean() || value.getAsBoolean();
    }

    /**
     * Throws unless the fields, which would change what the adapter computes in a way that is not supported, are absent,
     * null, false or empty.
     */
    public void refuse(Set<String> fields) {
        for (String field : new TreeSet<>(fields)) {
            if (says(field)) {
                throw refused(field);
            }
        }
    }

    /** Throws unless a field is absent, null or the given string. */
    public void refuseUnless(String field, String value) {
        JsonElement element = json.get(field);
        if (element != null && !element.isJsonNull() && !string(field).equals(value)) {
            throw refused(field);
        }
    }

    /** The error that says that a field's value is not supported. */
    public UnsupportedFeatureException refused(String field) {
        return new UnsupportedFeatureException("The field \"" + field + "\" of " + FILE + " is " + json.get(field)
                + ", which changes what the adapter computes and is not supported");
    }

    /** A list as JSON. */
    public static JsonArray array(Iterable<String> strings) {
        JsonArray array = new JsonArray();
        strings.forEach(array::add);
        return array;
    }

    /** An object as JSON. */
    public static JsonObject object(Map<String, ? extends Number> values) {
        JsonObject object = new JsonObject();
        values.forEach(object::addProperty);
        return object;
    }
}
