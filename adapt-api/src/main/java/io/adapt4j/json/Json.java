package io.adapt4j.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.adapt4j.error.InvalidAdapterException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Strict reading and deterministic writing of the JSON files of an adapter. */
public final class Json {
    private static final Gson PRETTY = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private Json() {}

    /** Parses a whole file that holds one object. */
    public static JsonObject parse(String file, byte[] bytes) {
        try (JsonReader reader = reader(file, bytes)) {
            JsonElement element = JsonParser.parseReader(reader);
            if (!element.isJsonObject() || reader.peek() != JsonToken.END_DOCUMENT) {
                throw new InvalidAdapterException(file + " should hold one JSON object");
            }
            return element.getAsJsonObject();
        } catch (JsonParseException | MalformedJsonException | StackOverflowError e) {
            throw new InvalidAdapterException(file + " is not well-formed JSON: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new InvalidAdapterException(file + " ends in the middle: " + e.getMessage(), e);
        }
    }

    /** A strict reader over UTF-8. */
    public static JsonReader reader(String file, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonReader reader = new JsonReader(new StringReader(text));
            reader.setStrictness(Strictness.STRICT);
            return reader;
        } catch (CharacterCodingException e) {
            throw new InvalidAdapterException(file + " is not UTF-8", e);
        }
    }

    public static byte[] write(JsonObject object) {
        return (PRETTY.toJson(object) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    public static String string(JsonObject object, String field, String file) {
        JsonElement element = object.get(field);
        if (element == null
                || !element.isJsonPrimitive()
                || !element.getAsJsonPrimitive().isString()) {
            throw wrong(file, field, "a string", element);
        }
        return element.getAsString();
    }

    public static double number(JsonObject object, String field, String file) {
        JsonElement element = object.get(field);
        if (element == null
                || !element.isJsonPrimitive()
                || !element.getAsJsonPrimitive().isNumber()) {
            throw wrong(file, field, "a number", element);
        }
        return element.getAsDouble();
    }

    public static int integer(JsonObject object, String field, String file) {
        double value = number(object, field, file);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw wrong(file, field, "an integer", object.get(field));
        }
        return (int) value;
    }

    public static boolean bool(JsonObject object, String field, boolean otherwise, String file) {
        JsonElement element = object.get(field);
        if (element == null || element.isJsonNull()) {
            return otherwise;
        }
        if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isBoolean()) {
            throw wrong(file, field, "true or false", element);
        }
        return element.getAsBoolean();
    }

    public static List<String> strings(JsonObject object, String field, String file) {
        JsonElement element = object.get(field);
        if (element == null || !element.isJsonArray()) {
            throw wrong(file, field, "a list of strings", element);
        }
        List<String> strings = new ArrayList<>();
        for (JsonElement member : element.getAsJsonArray()) {
            if (!member.isJsonPrimitive() || !member.getAsJsonPrimitive().isString()) {
                throw wrong(file, field, "a list of strings", element);
            }
            strings.add(member.getAsString());
        }
        return strings;
    }

    public static InvalidAdapterException wrong(
            String file, String field, String expected, @org.jspecify.annotations.Nullable JsonElement given) {
        return new InvalidAdapterException(
                "The field \"" + field + "\" of " + file + " should be " + expected + ", but is " + given);
    }
}
