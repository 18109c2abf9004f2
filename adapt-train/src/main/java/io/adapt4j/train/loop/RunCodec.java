package io.adapt4j.train.loop;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.json.Json;
import io.adapt4j.registry.VersionId;
import io.adapt4j.train.loop.LoopRun.Decision;
import io.adapt4j.train.loop.LoopRun.End;
import io.adapt4j.train.loop.LoopRun.Judged;
import io.adapt4j.train.loop.LoopRun.Outcome;
import io.adapt4j.train.loop.LoopRun.Snapshot;
import io.adapt4j.train.loop.LoopRun.Spent;
import io.adapt4j.train.loop.LoopRun.Stage;
import java.time.Instant;
import java.util.Optional;

/** Runs as they stand in the registry. */
final class RunCodec {
    private RunCodec() {}

    static JsonObject write(LoopRun run) {
        JsonObject json = new JsonObject();
        json.addProperty("number", run.number());
        JsonArray triggers = new JsonArray();
        run.triggers().forEach(event -> triggers.add(EventCodec.write(event)));
        json.add("triggers", triggers);
        json.addProperty("started", run.started().toString());
        json.addProperty("stage", run.stage().name());
        json.addProperty("waiting", run.waiting());
        run.snapshot().ifPresent(snapshot -> json.add("snapshot", write(snapshot)));
        run.candidate().ifPresent(id -> json.addProperty("candidate", id.toString()));
        run.judged().ifPresent(judged -> json.add("judged", write(judged)));
        run.spent().ifPresent(spent -> json.add("spent", write(spent)));
        run.decision().ifPresent(decision -> json.add("decision", write(decision)));
        run.end().ifPresent(end -> json.add("end", write(end)));
        return json;
    }

    private static JsonObject write(Snapshot snapshot) {
        JsonObject json = new JsonObject();
        json.addProperty("from", snapshot.from());
        json.addProperty("to", snapshot.to());
        json.addProperty("hash", snapshot.hash().toString());
        json.addProperty("revision", snapshot.revision());
        snapshot.champion().ifPresent(id -> json.addProperty("champion", id.toString()));
        return json;
    }

    private static JsonObject write(Judged judged) {
        JsonObject json = new JsonObject();
        json.addProperty("passed", judged.passed());
        JsonArray findings = new JsonArray();
        judged.findings().forEach(findings::add);
        json.add("findings", findings);
        return json;
    }

    private static JsonObject write(Spent spent) {
        JsonObject json = new JsonObject();
        json.addProperty("cpuSeconds", spent.cpuSeconds());
        json.addProperty("joules", spent.joules());
        json.addProperty("price", spent.price());
        return json;
    }

    /** As a person's approval is attached to the candidate, too. */
    static JsonObject write(Decision decision) {
        JsonObject json = new JsonObject();
        json.addProperty("approved", decision.approved());
        json.addProperty("by", decision.by());
        json.addProperty("reason", decision.reason());
        json.addProperty("at", decision.at().toString());
        return json;
    }

    private static JsonObject write(End end) {
        JsonObject json = new JsonObject();
        json.addProperty("outcome", end.outcome().name());
        json.addProperty("reason", end.reason());
        json.addProperty("at", end.at().toString());
        return json;
    }

    static LoopRun read(JsonObject json, String where) {
        return new LoopRun(
                whole(json, "number", where),
                StatusCodec.objects(json, "triggers", where).stream()
                        .map(event -> EventCodec.read(event, where))
                        .toList(),
                Instant.parse(Json.string(json, "started", where)),
                Stage.valueOf(Json.string(json, "stage", where)),
                Json.string(json, "waiting", where),
                part(json, "snapshot").map(snapshot -> snapshot(snapshot, where)),
                text(json, "candidate", where).map(VersionId::parse),
                part(json, "judged")
                        .map(judged -> new Judged(
                                Json.bool(judged, "passed", false, where), Json.strings(judged, "findings", where))),
                part(json, "spent")
                        .map(spent -> new Spent(
                                Json.number(spent, "cpuSeconds", where),
                                Json.number(spent, "joules", where),
                                Json.number(spent, "price", where))),
                part(json, "decision")
                        .map(decision -> new Decision(
                                Json.bool(decision, "approved", false, where),
                                Json.string(decision, "by", where),
                                Json.string(decision, "reason", where),
                                Instant.parse(Json.string(decision, "at", where)))),
                part(json, "end")
                        .map(end -> new End(
                                Outcome.valueOf(Json.string(end, "outcome", where)),
                                Json.string(end, "reason", where),
                                Instant.parse(Json.string(end, "at", where)))));
    }

    private static Snapshot snapshot(JsonObject json, String where) {
        return new Snapshot(
                whole(json, "from", where),
                whole(json, "to", where),
                ContentHash.parse(Json.string(json, "hash", where)),
                whole(json, "revision", where),
                text(json, "champion", where).map(VersionId::parse));
    }

    private static Optional<JsonObject> part(JsonObject json, String field) {
        return json.get(field) instanceof JsonObject part ? Optional.of(part) : Optional.empty();
    }

    static Optional<String> text(JsonObject json, String field, String where) {
        return json.has(field) ? Optional.of(Json.string(json, field, where)) : Optional.empty();
    }

    static long whole(JsonObject json, String field, String where) {
        return (long) Json.number(json, field, where);
    }
}
