package io.adapt4j.audit;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Which adapter gave an answer.
 *
 * @param id what the application calls the prediction
 * @param deployment the name that was asked
 * @param adapter the adapter behind it at that moment
 * @param answer what it said, where that is to be kept
 * @param input a hash of what it was asked, where that is to be kept; of short or guessable texts, take a keyed one
 */
public record PredictionRecord(
        String id,
        String deployment,
        ContentHash adapter,
        Instant time,
        Optional<String> answer,
        Optional<ContentHash> input) {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
    private static final String WHERE = "a record of a prediction";

    /** The record as one line of JSON, without its end. */
    public String line() {
        JsonObject json = new JsonObject();
        json.addProperty("id", id);
        json.addProperty("deployment", deployment);
        json.addProperty("adapter", adapter.toString());
        json.addProperty("time", time.toString());
        answer.ifPresent(text -> json.addProperty("answer", text));
        input.ifPresent(hash -> json.addProperty("input", hash.toString()));
        return GSON.toJson(json);
    }

    /** An id as lines have it. */
    static String written(String id) {
        return GSON.toJson(id);
    }

    /**
     * Reads a line that {@link #line} has written.
     *
     * @throws InvalidDataException when it is none
     */
    public static PredictionRecord parse(String line) {
        try {
            JsonObject json = Json.parse(WHERE, line.getBytes(StandardCharsets.UTF_8));
            return new PredictionRecord(
                    Json.string(json, "id", WHERE),
                    Json.string(json, "deployment", WHERE),
                    ContentHash.parse(Json.string(json, "adapter", WHERE)),
                    Instant.parse(Json.string(json, "time", WHERE)),
                    json.has("answer") ? Optional.of(Json.string(json, "answer", WHERE)) : Optional.empty(),
                    json.has("input")
                            ? Optional.of(ContentHash.parse(Json.string(json, "input", WHERE)))
                            : Optional.empty());
        } catch (AdaptException | DateTimeException e) {
            throw new InvalidDataException("Not a record of a prediction: " + e.getMessage(), e);
        }
    }
}
