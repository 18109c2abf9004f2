package io.adapt4j.examples.service;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Reads the JSON of requests; what does not fit is a {@link ServiceException} that says what does. */
final class Bodies {
    private static final Gson STRICT =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();

    private Bodies() {}

    /** A JSON object with some of these fields and no others. */
    static JsonObject object(String body, Set<String> fields) {
        JsonElement json;
        try {
            json = STRICT.fromJson(body, JsonElement.class);
        } catch (JsonParseException | StackOverflowError e) {
            throw bad("The body is not JSON: " + e.getMessage());
        }
        if (json == null || !json.isJsonObject()) {
            throw bad("The body is a JSON object with some of the fields " + sorted(fields));
        }
        for (String field : json.getAsJsonObject().keySet()) {
            if (!fields.contains(field)) {
                throw bad("There is no field \"" + field + "\"; known are " + sorted(fields));
            }
        }
        return json.getAsJsonObject();
    }

    private static Set<String> sorted(Set<String> fields) {
        return new java.util.TreeSet<>(fields);
    }

    /** A string that is valid Unicode. */
    static String string(JsonElement json, String field) {
        if (!json.isJsonPrimitive() || !json.getAsJsonPrimitive().isString()) {
            throw bad("\"" + field + "\" takes strings, but was given " + abbreviated(json));
        }
        String text = json.getAsString();
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw bad("\"" + field + "\" has half of a surrogate pair, which is no character");
        }
        return text;
    }

    /** A whole number. */
    static long whole(JsonElement json, String field) {
        try {
            if (json.isJsonPrimitive() && json.getAsJsonPrimitive().isNumber()) {
                return json.getAsBigDecimal().longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // as for anything else that is not a whole number
        }
        throw bad("\"" + field + "\" is a whole number, but was " + abbreviated(json));
    }

    private static String abbreviated(JsonElement json) {
        String text = json.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private static ServiceException bad(String message) {
        return new ServiceException(HttpStatus.BAD_REQUEST, message);
    }
}
