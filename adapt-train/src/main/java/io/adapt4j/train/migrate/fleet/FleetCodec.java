package io.adapt4j.train.migrate.fleet;

import com.google.gson.JsonObject;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.json.Json;
import io.adapt4j.registry.State;
import io.adapt4j.registry.VersionId;
import io.adapt4j.train.loop.release.ReleaseStatus;
import io.adapt4j.train.migrate.fleet.FleetEntry.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Entries and runs as they stand in the registry, with the plan that they belong to. */
final class FleetCodec {
    private FleetCodec() {}

    /** A run of a fleet, with what was spent on it so far. */
    record Run(long number, boolean ended, FleetSpent spent) {}

    static JsonObject write(FleetPlan plan, FleetEntry entry) {
        JsonObject json = plan.toJson();
        json.add("entry", write(entry));
        return json;
    }

    static JsonObject write(FleetEntry entry) {
        JsonObject json = new JsonObject();
        json.addProperty("adapter", entry.adapter());
        json.addProperty("run", entry.run());
        json.addProperty("status", entry.status().name());
        entry.source().ifPresent(id -> json.addProperty("source", id.toString()));
        json.addProperty("seen", entry.seen());
        entry.candidate().ifPresent(id -> json.addProperty("candidate", id.toString()));
        entry.strategy().ifPresent(name -> json.addProperty("strategy", name));
        json.addProperty("reason", entry.reason());
        entry.release().ifPresent(release -> {
            JsonObject released = new JsonObject();
            released.addProperty("phase", release.phase().name());
            released.addProperty("reason", release.reason());
            json.add("release", released);
        });
        return json;
    }

    static JsonObject write(FleetPlan plan, Run run) {
        JsonObject json = plan.toJson();
        json.addProperty("run", run.number());
        json.addProperty("ended", run.ended());
        json.add("spent", run.spent().toJson());
        return json;
    }

    /** The entry in a state; empty where there is none. */
    static Optional<FleetEntry> entry(FleetPlan plan, State state) {
        return read(state, json -> {
            requireOf(plan, json);
            return Optional.of(entry(json.getAsJsonObject("entry"), state.toString()));
        });
    }

    private static void requireOf(FleetPlan plan, JsonObject json) {
        if (!plan.isOf(json)) {
            throw new IllegalArgumentException("it is of another fleet");
        }
    }

    private static FleetEntry entry(JsonObject json, String where) {
        return new FleetEntry(
                Json.string(json, "adapter", where),
                number(json, "run", where),
                Status.valueOf(Json.string(json, "status", where)),
                optional(json, "source", where).map(VersionId::parse),
                number(json, "seen", where),
                optional(json, "candidate", where).map(VersionId::parse),
                optional(json, "strategy", where),
                Json.string(json, "reason", where),
                Optional.ofNullable(json.getAsJsonObject("release"))
                        .map(released -> new ReleaseStatus(
                                ReleaseStatus.Phase.valueOf(Json.string(released, "phase", where)),
                                Json.string(released, "reason", where))));
    }

    /** The run in a state; empty where there was none yet. */
    static Optional<Run> run(FleetPlan plan, State state) {
        return read(state, json -> {
            requireOf(plan, json);
            JsonObject spent = json.getAsJsonObject("spent");
            return Optional.of(new Run(
                    number(json, "run", state.toString()),
                    Json.bool(json, "ended", false, state.toString()),
                    new FleetSpent(
                            Duration.ofMillis(number(spent, "milliseconds", state.toString())),
                            Duration.ofMillis(number(spent, "cpuMilliseconds", state.toString())))));
        });
    }

    private static <T> Optional<T> read(State state, Function<JsonObject, Optional<T>> reader) {
        try {
            return state.content().flatMap(reader);
        } catch (AdaptException | IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw new DamagedRegistryException("The state " + state + " is not what was written: " + e.getMessage(), e);
        }
    }

    private static long number(JsonObject json, String field, String where) {
        return Math.round(Json.number(json, field, where));
    }

    private static Optional<String> optional(JsonObject json, String field, String where) {
        return json.has(field) ? Optional.of(Json.string(json, field, where)) : Optional.empty();
    }
}
