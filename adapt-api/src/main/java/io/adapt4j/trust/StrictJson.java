package io.adapt4j.trust;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.TrustException;
import io.adapt4j.json.Json;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * JSON that has one meaning: no member twice in an object, no depth beyond what the formats here need, and no members beyond
 * those asked for.
 */
final class StrictJson {
    private static final int DEEPEST = 12;

    private StrictJson() {}

    static JsonObject parse(String file, byte[] bytes) {
        try (JsonReader reader = Json.reader(file, bytes)) {
            if (reader.peek() != JsonToken.BEGIN_OBJECT) {
                throw new TrustException(file, "should hold one JSON object");
            }
            JsonObject object = object(file, reader, 1);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new TrustException(file, "goes on after its JSON object");
            }
            return object;
        } catch (TrustException e) {
            throw e;
        } catch (IOException | JsonParseException | IllegalStateException | NumberFormatException | AdaptException e) {
            throw new TrustException(file, "is not well-formed JSON: " + e.getMessage(), e);
        }
    }

    private static JsonObject object(String file, JsonReader reader, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new TrustException(file, "is nested more than " + DEEPEST + " levels deep");
        }
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (object.has(name)) {
                throw new TrustException(file, "has \"" + name + "\" twice in one object");
            }
            object.add(name, value(file, reader, depth));
        }
        reader.endObject();
        return object;
    }

    private static JsonElement value(String file, JsonReader reader, int depth) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object(file, reader, depth + 1);
            case BEGIN_ARRAY -> {
                if (depth >= DEEPEST) {
                    throw new TrustException(file, "is nested more than " + DEEPEST + " levels deep");
                }
                JsonArray array = new JsonArray();
                reader.beginArray();
                while (reader.hasNext()) {
                    array.add(value(file, reader, depth + 1));
                }
                reader.endArray();
                yield array;
            }
            case STRING -> new JsonPrimitive(reader.nextString());
            case NUMBER -> new JsonPrimitive(reader.nextDouble());
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            default -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
        };
    }

    /** Throws unless an object has all that is required, and nothing beyond that and what is optional. */
    static void members(String file, JsonObject object, Set<String> required, Set<String> optional) {
        for (String name : required) {
            if (!object.has(name)) {
                throw new TrustException(file, "has no \"" + name + "\" beside " + object.keySet());
            }
        }
        for (String name : object.keySet()) {
            if (!required.contains(name) && !optional.contains(name)) {
                TreeSet<String> known = new TreeSet<>(required);
                known.addAll(optional);
                throw new TrustException(file, "has an unknown \"" + name + "\"; known here are " + known);
            }
        }
    }

    static String string(String file, JsonObject object, String name) {
        JsonElement value = object.get(name);
        if (value instanceof JsonPrimitive primitive && primitive.isString()) {
            return primitive.getAsString();
        }
        throw wrong(file, name, "a string", value);
    }

    static JsonObject object(String file, JsonObject object, String name) {
        if (object.get(name) instanceof JsonObject found) {
            return found;
        }
        throw wrong(file, name, "an object", object.get(name));
    }

    static JsonArray array(String file, JsonObject object, String name) {
        if (object.get(name) instanceof JsonArray found) {
            return found;
        }
        throw wrong(file, name, "a list", object.get(name));
    }

    static boolean bool(String file, JsonObject object, String name) {
        JsonElement value = object.get(name);
        if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        throw wrong(file, name, "true or false", value);
    }

    /** A whole number of at least 1. */
    static long count(String file, JsonObject object, String name) {
        JsonElement value = object.get(name);
        if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
            double number = primitive.getAsDouble();
            if (number >= 1 && number <= 1L << 53 && number == Math.rint(number)) {
                return (long) number;
            }
        }
        throw wrong(file, name, "a whole number of at least 1", value);
    }

    static TrustException wrong(String file, String name, String expected, @Nullable JsonElement given) {
        String shown = String.valueOf(given);
        return new TrustException(
                file,
                "should have " + expected + " as \"" + name + "\", but has "
                        + (shown.length() > 80 ? shown.substring(0, 80) + "..." : shown));
    }
}
