package io.adapt4j.train.loop;

import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.json.Json;
import io.adapt4j.train.loop.LoopEvent.BaseUpdate;
import io.adapt4j.train.loop.LoopEvent.DriftAlarm;
import io.adapt4j.train.loop.LoopEvent.Kind;
import io.adapt4j.train.loop.LoopEvent.Manual;
import io.adapt4j.train.loop.LoopEvent.NewLabels;
import io.adapt4j.train.loop.LoopEvent.Schedule;
import java.time.Instant;

/** Events as they stand in the registry. */
final class EventCodec {
    private EventCodec() {}

    static JsonObject write(LoopEvent event) {
        JsonObject json = new JsonObject();
        json.addProperty("kind", event.kind().name());
        json.addProperty("reason", event.reason());
        json.addProperty("by", event.by());
        json.addProperty("at", event.at().toString());
        if (event instanceof BaseUpdate update) {
            json.addProperty("base", update.base().toString());
        }
        return json;
    }

    static LoopEvent read(JsonObject json, String where) {
        String reason = Json.string(json, "reason", where);
        String by = Json.string(json, "by", where);
        Instant at = Instant.parse(Json.string(json, "at", where));
        return switch (Kind.valueOf(Json.string(json, "kind", where))) {
            case DRIFT -> new DriftAlarm(reason, by, at);
            case SCHEDULE -> new Schedule(reason, by, at);
            case NEW_LABELS -> new NewLabels(reason, by, at);
            case BASE_UPDATE -> new BaseUpdate(
                    ContentHash.parse(Json.string(json, "base", where)), reason, by, at);
            case MANUAL -> new Manual(reason, by, at);
        };
    }
}
