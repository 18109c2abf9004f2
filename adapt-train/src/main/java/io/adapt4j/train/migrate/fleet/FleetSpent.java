package io.adapt4j.train.migrate.fleet;

import com.google.gson.JsonObject;
import java.time.Duration;

/**
 * What a run of a fleet migration took.
 *
 * @param time in which processes were at work on it
 * @param cpuTime processor time of these processes
 */
public record FleetSpent(Duration time, Duration cpuTime) {
    static final FleetSpent NOTHING = new FleetSpent(Duration.ZERO, Duration.ZERO);

    FleetSpent plus(FleetSpent other) {
        return new FleetSpent(time.plus(other.time), cpuTime.plus(other.cpuTime));
    }

    FleetSpent minus(FleetSpent other) {
        return new FleetSpent(time.minus(other.time), cpuTime.minus(other.cpuTime));
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("milliseconds", time.toMillis());
        json.addProperty("cpuMilliseconds", cpuTime.toMillis());
        return json;
    }
}
