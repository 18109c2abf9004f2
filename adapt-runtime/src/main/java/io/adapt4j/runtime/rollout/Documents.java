package io.adapt4j.runtime.rollout;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.json.Json;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.State;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.rollout.RolloutEvent.What;
import io.adapt4j.runtime.rollout.guard.Guard;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The JSON of a rollout's document. What is derived (answers, tally, evidence) is written for readers and not read. */
final class Documents {
    private static final int FORMAT = 1;
    private static final String WHERE = "a rollout";

    private Documents() {}

    static JsonObject write(RolloutDocument document) {
        JsonObject json = new JsonObject();
        json.addProperty("format", FORMAT);
        json.addProperty("id", document.subject().id());
        Position position = document.position();
        json.addProperty("stage", position.stage().name());
        json.addProperty("step", position.step());
        json.addProperty("number", position.number());
        json.addProperty("entered", position.entered().toString());
        json.addProperty("paused", position.paused());
        json.addProperty("promoted", position.promoted());
        json.addProperty("answers", document.answers());
        json.add("subject", write(document.subject()));
        json.add("plan", document.plan().toJson());
        json.add("tally", write(document.tally()));
        JsonArray evidence = new JsonArray();
        document.evidence().forEach(found -> evidence.add(write(found)));
        json.add("evidence", evidence);
        JsonArray events = new JsonArray();
        document.events().forEach(event -> events.add(write(event)));
        json.add("events", events);
        JsonObject hosts = new JsonObject();
        document.hosts().forEach((host, counts) -> hosts.add(host, write(counts)));
        json.add("hosts", hosts);
        return json;
    }

    private static JsonObject write(RolloutSubject subject) {
        JsonObject json = new JsonObject();
        json.addProperty("deployment", subject.deployment());
        json.addProperty("number", subject.number());
        json.addProperty("alias", subject.alias());
        json.addProperty("revision", subject.revision());
        json.addProperty("champion", subject.champion().toString());
        json.addProperty("challenger", subject.challenger().toString());
        return json;
    }

    private static JsonObject write(Tally tally) {
        JsonObject json = new JsonObject();
        for (int i = 0; i < Tally.NAMES.size(); i++) {
            json.addProperty(Tally.NAMES.get(i), tally.values().get(i));
        }
        return json;
    }

    private static JsonObject write(Evidence found) {
        Guard guard = found.guard();
        JsonObject json = new JsonObject();
        json.addProperty("guard", guard.name());
        json.addProperty("hypothesis", guard.hypothesis());
        json.add("counts", array(found.counts()));
        json.addProperty("logEValue", found.logEValue());
        json.addProperty("logLimit", Math.log(found.limit()));
        json.addProperty("rejects", found.rejects());
        return json;
    }

    private static JsonObject write(RolloutEvent event) {
        JsonObject json = new JsonObject();
        json.addProperty("number", event.number());
        json.addProperty("what", event.what().name());
        json.addProperty("stage", event.stage().name());
        json.addProperty("step", event.step());
        json.addProperty("by", event.change().by());
        json.addProperty("reason", event.change().reason());
        json.addProperty("at", event.change().at().toString());
        json.addProperty("host", event.host());
        return json;
    }

    private static JsonObject write(HostCounts counts) {
        JsonObject json = new JsonObject();
        json.addProperty("run", counts.run());
        json.addProperty("stage", counts.stage());
        json.addProperty("answers", counts.answers());
        json.addProperty("told", counts.told());
        json.add("tally", write(counts.tally()));
        JsonObject guards = new JsonObject();
        counts.guards().forEach((guard, values) -> guards.add(guard, array(values)));
        json.add("guards", guards);
        return json;
    }

    private static JsonArray array(List<Long> values) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(new JsonPrimitive(value)));
        return array;
    }

    /**
     * Reads a state that has content.
     *
     * @throws DamagedRegistryException when it is no rollout
     */
    static RolloutDocument read(State state) {
        try {
            return read(state.content().orElseThrow());
        } catch (AdaptException
                | IllegalArgumentException
                | IllegalStateException
                | ClassCastException
                | NullPointerException
                | DateTimeException
                | IndexOutOfBoundsException e) { // what gson and java.time throw at something else
            throw new DamagedRegistryException("The state " + state + " is no rollout: " + e.getMessage(), e);
        }
    }

    private static RolloutDocument read(JsonObject json) {
        if (Json.integer(json, "format", WHERE) != FORMAT) {
            throw Json.wrong(WHERE, "format", String.valueOf(FORMAT), json.get("format"));
        }
        RolloutPlan plan = RolloutPlan.parse(json.getAsJsonObject("plan"));
        List<RolloutEvent> events = new ArrayList<>();
        json.getAsJsonArray("events").forEach(event -> events.add(event(event.getAsJsonObject())));
        SortedMap<String, HostCounts> hosts = new TreeMap<>();
        json.getAsJsonObject("hosts")
                .entrySet()
                .forEach(entry ->
                        hosts.put(entry.getKey(), counts(entry.getValue().getAsJsonObject(), plan)));
        RolloutDocument document =
                new RolloutDocument(subject(json.getAsJsonObject("subject")), plan, position(json), events, hosts);
        document.step(); // is there
        document.last();
        return document;
    }

    private static Position position(JsonObject json) {
        return new Position(
                Stage.valueOf(Json.string(json, "stage", WHERE)),
                Json.integer(json, "step", WHERE),
                number(json, "number"),
                Instant.parse(Json.string(json, "entered", WHERE)),
                Json.bool(json, "paused", false, WHERE),
                number(json, "promoted"));
    }

    private static RolloutSubject subject(JsonObject json) {
        return new RolloutSubject(
                Json.string(json, "deployment", WHERE),
                number(json, "number"),
                Json.string(json, "alias", WHERE),
                number(json, "revision"),
                VersionId.parse(Json.string(json, "champion", WHERE)),
                VersionId.parse(Json.string(json, "challenger", WHERE)));
    }

    private static RolloutEvent event(JsonObject json) {
        return new RolloutEvent(
                Json.integer(json, "number", WHERE),
                What.valueOf(Json.string(json, "what", WHERE)),
                Stage.valueOf(Json.string(json, "stage", WHERE)),
                Json.integer(json, "step", WHERE),
                new Change(
                        Json.string(json, "by", WHERE),
                        Json.string(json, "reason", WHERE),
                        Instant.parse(Json.string(json, "at", WHERE))),
                Json.string(json, "host", WHERE));
    }

    private static HostCounts counts(JsonObject json, RolloutPlan plan) {
        SortedMap<String, List<Long>> guards = new TreeMap<>();
        JsonObject counts = json.getAsJsonObject("guards");
        for (Guard guard : plan.guards()) {
            if (counts.has(guard.name())) {
                List<Long> values = values(counts.getAsJsonArray(guard.name()));
                guard.test().logEValue(values); // has as many outcomes
                guards.put(guard.name(), values);
            }
        }
        JsonObject tally = json.getAsJsonObject("tally");
        return new HostCounts(
                number(json, "run"),
                number(json, "stage"),
                number(json, "answers"),
                Json.integer(json, "told", WHERE),
                Tally.of(Tally.NAMES.stream().map(name -> number(tally, name)).toList()),
                guards);
    }

    private static List<Long> values(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsLong).toList();
    }

    private static long number(JsonObject json, String field) {
        return Math.round(Json.number(json, field, WHERE));
    }
}
