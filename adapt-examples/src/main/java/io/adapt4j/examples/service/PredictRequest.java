package io.adapt4j.examples.service;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The body of a prediction: {@code {"text": "..."}} or {@code {"texts": ["...", "..."]}}, with {@code "deadlineMillis"} where the
 * caller cannot wait as long as the service would.
 *
 * @param texts at least one
 * @param single whether one text was given by itself
 */
record PredictRequest(List<String> texts, boolean single, Duration deadline) {
    private static final Set<String> FIELDS = Set.of("text", "texts", "deadlineMillis");

    /**
     * Reads and checks a body.
     *
     * @throws ServiceException when it is not such JSON, or beyond the bounds
     */
    static PredictRequest parse(String body, ServiceOptions options) {
        JsonObject json = Bodies.object(body, FIELDS);
        if (json.has("text") == json.has("texts")) {
            throw bad("A prediction takes either \"text\", a string, or \"texts\", an array of strings");
        }
        boolean single = json.has("text");
        List<String> texts = new ArrayList<>();
        if (single) {
            texts.add(Bodies.string(json.get("text"), "text"));
        } else {
            if (!json.get("texts").isJsonArray()) {
                throw bad("\"texts\" is an array of strings");
            }
            for (JsonElement text : json.getAsJsonArray("texts")) {
                texts.add(Bodies.string(text, "texts"));
            }
        }
        if (texts.isEmpty() || texts.size() > options.maxTexts()) {
            throw bad("A prediction takes 1 to " + options.maxTexts() + " texts, but was given " + texts.size());
        }
        return new PredictRequest(List.copyOf(texts), single, deadline(json, options));
    }

    private static Duration deadline(JsonObject json, ServiceOptions options) {
        if (!json.has("deadlineMillis")) {
            return options.maxDeadline();
        }
        long most = options.maxDeadline().toMillis();
        long millis = Bodies.whole(json.get("deadlineMillis"), "deadlineMillis");
        if (millis < 1 || millis > most) {
            throw bad("\"deadlineMillis\" is 1 to " + most + ", but was " + millis);
        }
        return Duration.ofMillis(millis);
    }

    private static ServiceException bad(String message) {
        return new ServiceException(HttpStatus.BAD_REQUEST, message);
    }
}
