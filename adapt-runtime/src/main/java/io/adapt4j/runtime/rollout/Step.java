package io.adapt4j.runtime.rollout;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.json.Json;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/**
 * A stage of a plan, which is over when the challenger has answered often enough and enough time has passed.
 *
 * @param fraction the share of requests that are shadowed, in (0, 1], or of keys that the challenger answers, in (0, 1)
 * @param answers how many answers of the challenger it takes, over all hosts, failed ones included; 0 for any
 * @param duration how long it takes at least; zero for any
 */
public record Step(double fraction, long answers, Duration duration) {
    private static final String WHERE = "a step of a rollout";

    public Step {
        if (!(fraction > 0 && fraction <= 1)) {
            throw new InvalidInputException("The fraction of a step is above 0 and at most 1, but was " + fraction);
        }
        if (answers < 0 || duration.isNegative() || (answers == 0 && duration.isZero())) {
            throw new InvalidInputException("A step takes a number of answers, a time or both, but was given " + answers
                    + " answers and " + duration);
        }
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("fraction", fraction);
        json.addProperty("answers", answers);
        json.addProperty("duration", duration.toString());
        return json;
    }

    static Step parse(JsonObject json) {
        String duration = Json.string(json, "duration", WHERE);
        try {
            return new Step(
                    Json.number(json, "fraction", WHERE),
                    Math.round(Json.number(json, "answers", WHERE)),
                    Duration.parse(duration));
        } catch (DateTimeParseException e) {
            throw new InvalidInputException("The duration of a step is written as PT10M, but was " + duration, e);
        }
    }
}
