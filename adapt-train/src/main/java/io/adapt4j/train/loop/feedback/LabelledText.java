package io.adapt4j.train.loop.feedback;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.json.Json;
import io.adapt4j.train.data.Example;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A text that was answered, and what would have been right.
 *
 * @param id of the prediction; a store takes each once
 * @param truth what is right, such as a label, in the words of whoever trains on it
 * @param adapter the hash of the adapter that answered, where it is known
 * @param answer what it said, where it is known
 * @param at when the truth was reported, to the millisecond
 */
public record LabelledText(
        String id, String text, String truth, Optional<ContentHash> adapter, Optional<String> answer, Instant at) {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
    private static final String WHERE = "a labelled text";

    public LabelledText {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A text with its label, as a classifier learns from it. */
    public Example toExample() {
        return new Example(text, truth);
    }

    /** Whether the answer was the right one; empty where it is not known. */
    public Optional<Boolean> correct() {
        return answer.map(truth::equals);
    }

    /** As one line of JSON, without its end; the same for equal ones. */
    public String line() {
        JsonObject json = new JsonObject();
        json.addProperty("id", id);
        json.addProperty("text", text);
        json.addProperty("truth", truth);
        adapter.ifPresent(hash -> json.addProperty("adapter", hash.toString()));
        answer.ifPresent(said -> json.addProperty("answer", said));
        json.addProperty("at", at.toString());
        return GSON.toJson(json);
    }

    /**
     * Reads a line that {@link #line} has written.
     *
     * @throws InvalidDataException when it is none
     */
    public static LabelledText parse(String line) {
        try {
            JsonObject json = Json.parse(WHERE, line.getBytes(StandardCharsets.UTF_8));
            return new LabelledText(
                    Json.string(json, "id", WHERE),
                    Json.string(json, "text", WHERE),
                    Json.string(json, "truth", WHERE),
                    optional(json, "adapter").map(ContentHash::parse),
                    optional(json, "answer"),
                    Instant.parse(Json.string(json, "at", WHERE)));
        } catch (AdaptException | DateTimeException e) {
            throw new InvalidDataException("Not a labelled text: " + e.getMessage(), e);
        }
    }

    private static Optional<String> optional(JsonObject json, String field) {
        return json.has(field) ? Optional.of(Json.string(json, field, WHERE)) : Optional.empty();
    }
}
