package io.adapt4j.runtime.dashboard;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.runtime.drift.Alarm;
import io.adapt4j.runtime.drift.DriftMonitor;
import io.adapt4j.runtime.drift.MonitorStatus;
import io.adapt4j.runtime.drift.test.Finding;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of the drift of one deployment. */
final class WatchedDeployment {
    private static final int WINDOWS = 200;
    private static final int ALARMS = 20;

    private final Deque<JsonObject> windows = new ArrayDeque<>();
    private final Deque<JsonObject> alarms = new ArrayDeque<>();
    private @Nullable DriftMonitor monitor;

    synchronized void watchedBy(DriftMonitor newMonitor) {
        monitor = newMonitor;
    }

    /** Keeps the figures of a window, without its plots. */
    synchronized void add(long window, List<Finding> findings) {
        JsonObject json = now();
        json.addProperty("window", window);
        JsonArray figures = new JsonArray();
        for (JsonElement finding : Finding.toJson(findings)) {
            JsonObject figure = finding.getAsJsonObject();
            List.of("plot", "reference", "window").forEach(figure::remove);
            figures.add(figure);
        }
        json.add("findings", figures);
        keep(windows, json, WINDOWS);
    }

    synchronized void add(Alarm alarm) {
        JsonObject json = now();
        // The window that gave it; none before the first.
        if (!windows.isEmpty()) {
            json.add("window", windows.getLast().get("window"));
        }
        alarm.toJson().entrySet().forEach(field -> json.add(field.getKey(), field.getValue()));
        keep(alarms, json, ALARMS);
    }

    private static JsonObject now() {
        JsonObject json = new JsonObject();
        json.addProperty("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        return json;
    }

    private static void keep(Deque<JsonObject> latest, JsonObject json, int most) {
        latest.addLast(json);
        if (latest.size() > most) {
            latest.removeFirst();
        }
    }

    synchronized JsonObject toJson() {
        JsonObject json = new JsonObject();
        if (monitor != null) {
            json.addProperty("adapter", monitor.adapter().toString());
            json.add("status", status(monitor.status()));
        }
        json.add("windows", Fields.array(windows, JsonObject::deepCopy));
        json.add("alarms", Fields.array(alarms, JsonObject::deepCopy));
        return json;
    }

    private static JsonObject status(MonitorStatus status) {
        JsonObject json = new JsonObject();
        json.addProperty("observed", status.observed());
        json.addProperty("dropped", status.dropped());
        json.addProperty("refused", status.refused());
        json.addProperty("others", status.others());
        json.addProperty("windows", status.windows());
        json.addProperty("alarms", status.alarms());
        json.addProperty("maxBytes", status.maxBytes());
        return json;
    }
}
