package io.adapt4j.registry.bases;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.json.Json;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.State;
import io.adapt4j.registry.VersionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the registry's states hold of bases. */
final class BaseJson {
    private static final String FILE = "a state of bases";

    private BaseJson() {}

    /** Reads a state that was set. */
    static <T> T read(State state, Function<JsonObject, T> codec) {
        try {
            return codec.apply(state.content().orElseThrow());
        } catch (RuntimeException e) {
            throw new DamagedRegistryException(
                    "The state " + state + " of the registry is not what this version writes: " + e.getMessage(), e);
        }
    }

    static JsonObject write(BaseVersion version) {
        BaseDescription description = version.description();
        JsonObject json = new JsonObject();
        json.addProperty("name", description.name());
        json.addProperty("hash", description.hash().toString());
        json.addProperty("engine", description.engine());
        json.addProperty("licence", description.licence());
        description.tokenizer().ifPresent(hash -> json.addProperty("tokenizer", hash.toString()));
        json.add("targets", array(description.targets(), group -> {
            JsonObject target = new JsonObject();
            target.addProperty("role", group.role());
            target.addProperty("inFeatures", group.inFeatures());
            target.addProperty("outFeatures", group.outFeatures());
            target.addProperty("modules", group.modules());
            return target;
        }));
        json.addProperty("size", description.size());
        json.addProperty("source", description.source());
        json.add("registered", write(version.registered()));
        return json;
    }

    static BaseVersion version(JsonObject json) {
        List<TargetGroup> targets = list(
                json,
                "targets",
                group -> new TargetGroup(
                        text(group, "role"),
                        Json.integer(group, "inFeatures", FILE),
                        Json.integer(group, "outFeatures", FILE),
                        Json.integer(group, "modules", FILE)));
        return new BaseVersion(
                new BaseDescription(
                        text(json, "name"),
                        hash(json, "hash"),
                        text(json, "engine"),
                        text(json, "licence"),
                        json.has("tokenizer") ? Optional.of(hash(json, "tokenizer")) : Optional.empty(),
                        targets,
                        json.get("size").getAsLong(),
                        text(json, "source")),
                change(json.get("registered")));
    }

    static JsonObject write(List<BaseUpdate> updates) {
        JsonObject json = new JsonObject();
        json.add("updates", array(updates, update -> {
            JsonObject one = new JsonObject();
            one.addProperty("number", update.number());
            one.addProperty("from", update.from().toString());
            one.addProperty("to", update.to().toString());
            one.addProperty("note", update.note());
            one.add("declared", write(update.declared()));
            one.add("evidence", array(update.evidence(), evidence -> {
                JsonObject found = new JsonObject();
                found.addProperty("version", evidence.version().toString());
                found.addProperty("attachment", evidence.attachment());
                found.addProperty("summary", evidence.summary());
                found.add("added", write(evidence.added()));
                return found;
            }));
            update.withdrawn().ifPresent(change -> one.add("withdrawn", write(change)));
            return one;
        }));
        return json;
    }

    static List<BaseUpdate> updates(JsonObject json) {
        return list(
                json,
                "updates",
                one -> new BaseUpdate(
                        one.get("number").getAsLong(),
                        hash(one, "from"),
                        hash(one, "to"),
                        text(one, "note"),
                        change(one.get("declared")),
                        list(
                                one,
                                "evidence",
                                found -> new Evidence(
                                        VersionId.parse(text(found, "version")),
                                        text(found, "attachment"),
                                        text(found, "summary"),
                                        change(found.get("added")))),
                        one.has("withdrawn") ? Optional.of(change(one.get("withdrawn"))) : Optional.empty()));
    }

    private static JsonObject write(Change change) {
        JsonObject json = new JsonObject();
        json.addProperty("by", change.by());
        json.addProperty("reason", change.reason());
        json.addProperty("at", change.at().toString());
        return json;
    }

    private static Change change(JsonElement element) {
        JsonObject json = element.getAsJsonObject();
        return new Change(text(json, "by"), text(json, "reason"), Instant.parse(text(json, "at")));
    }

    private static String text(JsonObject json, String field) {
        return Json.string(json, field, FILE);
    }

    private static ContentHash hash(JsonObject json, String field) {
        return ContentHash.parse(text(json, field));
    }

    private static <T> JsonArray array(List<T> list, Function<T, JsonElement> codec) {
        JsonArray array = new JsonArray();
        list.forEach(element -> array.add(codec.apply(element)));
        return array;
    }

    private static <T> List<T> list(JsonObject json, String field, Function<JsonObject, T> codec) {
        List<T> list = new ArrayList<>();
        json.getAsJsonArray(field).forEach(element -> list.add(codec.apply(element.getAsJsonObject())));
        return list;
    }
}
