package io.adapt4j.runtime.rollout.guard;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.json.Json;
import java.util.List;

/** The guards that there are. */
public final class Guards {
    private static final String WHERE = "a guard";

    private Guards() {}

    /** The names of all guards. */
    public static List<String> names() {
        return List.of(AccuracyGuard.NAME, DisagreementGuard.NAME, ErrorRateGuard.NAME, LatencyGuard.NAME);
    }

    /**
     * Reads what {@link Guard#toJson} gives.
     *
     * @throws io.adapt4j.error.AdaptException when it is no guard
     */
    public static Guard parse(JsonObject json) {
        String name = Json.string(json, "guard", WHERE);
        return switch (name) {
            case AccuracyGuard.NAME -> new AccuracyGuard(number(json, "margin"));
            case DisagreementGuard.NAME -> new DisagreementGuard(number(json, "bound"), number(json, "tolerance"));
            case ErrorRateGuard.NAME -> new ErrorRateGuard(number(json, "margin"));
            case LatencyGuard.NAME ->
                new LatencyGuard(number(json, "quantile"), number(json, "factor"), number(json, "margin"));
            default -> throw new InvalidInputException("Unknown guard \"" + name + "\"; there are " + names());
        };
    }

    private static double number(JsonObject json, String field) {
        return Json.number(json, field, WHERE);
    }
}
