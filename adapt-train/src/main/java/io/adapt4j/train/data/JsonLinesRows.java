package io.adapt4j.train.data;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.adapt4j.error.InvalidDataException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The objects of a JSON Lines file, one on each line; empty lines are left out. */
final class JsonLinesRows implements RowReader {
    private static final TypeAdapter<JsonElement> ELEMENTS = new Gson().getAdapter(JsonElement.class);

    private final TextLines lines;

    JsonLinesRows(Path file) throws IOException {
        this.lines = new TextLines(file);
    }

    @Override
    public @Nullable Row next() throws IOException {
        String line = lines.next();
        while (line != null && line.isBlank()) {
            line = lines.next();
        }
        if (line == null) {
            return null;
        }
        JsonObject object = parse(line);
        return new Cells(object.keySet(), column -> value(object.get(column)));
    }

    private static JsonObject parse(String line) {
        JsonReader reader = new JsonReader(new StringReader(line));
        reader.setStrictness(Strictness.STRICT);
        try {
            JsonElement element = ELEMENTS.read(reader);
            if (reader.peek() == JsonToken.END_DOCUMENT && element.isJsonObject()) {
                return element.getAsJsonObject();
            }
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw new InvalidDataException("it should be a JSON object: " + e.getMessage(), e);
        }
        throw new InvalidDataException("it should be one JSON object and nothing else");
    }

    private static @Nullable Object value(JsonElement element) {
        if (element.isJsonArray()) {
            return element.getAsJsonArray().asList().stream()
                    .<@Nullable Object>map(JsonLinesRows::value)
                    .toList();
        }
        if (element instanceof JsonPrimitive primitive) {
            return primitive.getAsString();
        }
        return element.isJsonNull() ? null : element;
    }

    @Override
    public String place() {
        return lines.place();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
