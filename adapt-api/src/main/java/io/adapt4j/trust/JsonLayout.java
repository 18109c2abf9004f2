package io.adapt4j.trust;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Where white space goes in a JSON text. A bundle must be in one of the layouts that writers of bundles have, throughout: then
 * no byte of it is insignificant, and one that was altered cannot hide between two tokens or in another spelling of a string.
 *
 * @param comma what stands between two members
 * @param colon what stands between a name and its value
 * @param indent the spaces of one level of indentation; 0 for all in one line
 */
record JsonLayout(String comma, String colon, int indent) {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    static final JsonLayout COMPACT = new JsonLayout(",", ":", 0);

    private static final List<JsonLayout> ALL = List.of(
            COMPACT,
            new JsonLayout(", ", ": ", 0),
            new JsonLayout(",", ": ", 0),
            new JsonLayout(",", ": ", 2),
            new JsonLayout(",", ": ", 4));

    /** Whether a text is in one of the layouts, with or without a line feed at its end. */
    static boolean isWellSet(byte[] text, JsonObject parsed) {
        for (JsonLayout layout : ALL) {
            StringBuilder expected = new StringBuilder();
            layout.write(parsed, 0, expected);
            byte[] bytes = expected.toString().getBytes(StandardCharsets.UTF_8);
            boolean ends =
                    text.length == bytes.length || (text.length == bytes.length + 1 && text[bytes.length] == '\n');
            if (ends && Arrays.equals(text, 0, bytes.length, bytes, 0, bytes.length)) {
                return true;
            }
        }
        return false;
    }

    byte[] write(JsonObject object) {
        StringBuilder text = new StringBuilder();
        write(object, 0, text);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(JsonElement element, int depth, StringBuilder out) {
        if (element instanceof JsonObject object) {
            Iterator<Map.Entry<String, JsonElement>> members = object.entrySet().iterator();
            out.append('{');
            while (members.hasNext()) {
                Map.Entry<String, JsonElement> member = members.next();
                newLine(depth + 1, out);
                out.append(GSON.toJson(member.getKey())).append(colon);
                write(member.getValue(), depth + 1, out);
                out.append(members.hasNext() ? comma : "");
            }
            end('}', object.isEmpty(), depth, out);
        } else if (element instanceof JsonArray array) {
            out.append('[');
            for (int i = 0; i < array.size(); i++) {
                newLine(depth + 1, out);
                write(array.get(i), depth + 1, out);
                out.append(i + 1 < array.size() ? comma : "");
            }
            end(']', array.isEmpty(), depth, out);
        } else {
            out.append(
                    element.isJsonPrimitive() && element.getAsJsonPrimitive().isString()
                            ? GSON.toJson(element.getAsString())
                            : element.toString());
        }
    }

    private void end(char bracket, boolean empty, int depth, StringBuilder out) {
        if (!empty) {
            newLine(depth, out);
        }
        out.append(bracket);
    }

    private void newLine(int depth, StringBuilder out) {
        if (indent > 0) {
            out.append('\n').append(" ".repeat(indent * depth));
        }
    }
}
