package io.adapt4j.train.loop;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a loop remembers, as it stands in the registry; the dashboard reads {@code current}, {@code history} and {@code waiting}. */
final class StatusCodec {
    private StatusCodec() {}

    static JsonObject write(LoopStatus status) {
        JsonObject json = new JsonObject();
        JsonArray pending = new JsonArray();
        status.pending().forEach(event -> pending.add(EventCodec.write(event)));
        json.add("pending", pending);
        status.current().ifPresent(run -> json.add("current", RunCodec.write(run)));
        JsonArray history = new JsonArray();
        status.history().forEach(run -> history.add(RunCodec.write(run)));
        json.add("history", history);
        json.addProperty("waiting", status.waiting());
        json.addProperty("runs", status.runs());
        json.addProperty("considered", status.considered());
        status.scheduled().ifPresent(from -> json.addProperty("scheduled", from.toString()));
        return json;
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @throws DamagedRegistryException when it is something else
     */
    static LoopStatus read(JsonObject json, String where) {
        try {
            return new LoopStatus(
                    objects(json, "pending", where).stream()
                            .map(event -> EventCodec.read(event, where))
                            .toList(),
                    json.has("current")
                            ? Optional.of(RunCodec.read(json.getAsJsonObject("current"), where))
                            : Optional.empty(),
                    objects(json, "history", where).stream()
                            .map(run -> RunCodec.read(run, where))
                            .toList(),
                    Json.string(json, "waiting", where),
                    RunCodec.whole(json, "runs", where),
                    RunCodec.whole(json, "considered", where),
                    RunCodec.text(json, "scheduled", where).map(Instant::parse));
        } catch (AdaptException | DateTimeException | IllegalArgumentException | ClassCastException e) {
            throw new DamagedRegistryException(
                    "The state " + where + " is not what an adaptation loop has written: " + e.getMessage(), e);
        }
    }

    static List<JsonObject> objects(JsonObject json, String field, String where) {
        if (!(json.get(field) instanceof JsonArray array)) {
            throw Json.wrong(where, field, "a list", json.get(field));
        }
        List<JsonObject> objects = new ArrayList<>();
        for (JsonElement element : array) {
            if (!(element instanceof JsonObject object)) {
                throw Json.wrong(where, field, "a list of objects", array);
            }
            objects.add(object);
        }
        return objects;
    }
}
