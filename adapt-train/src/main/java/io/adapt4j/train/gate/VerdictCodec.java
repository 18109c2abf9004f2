package io.adapt4j.train.gate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.json.Json;
import io.adapt4j.train.evaluate.ComparedRow;
import io.adapt4j.train.gate.Finding.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reading and writing {@code verdict.json}. */
final class VerdictCodec {
    private static final String FILE = Verdict.DOCUMENT + ".json";
    private static final int SCHEMA = 1;

    private VerdictCodec() {}

    static JsonObject write(Verdict verdict) {
        JsonObject json = new JsonObject();
        json.addProperty("schema", SCHEMA);
        json.addProperty("passed", verdict.passed());
        json.addProperty("repeatable", verdict.repeatable());
        json.addProperty("adapter", verdict.adapter().toString());
        json.addProperty("base", verdict.base().toString());
        json.addProperty("data", verdict.data().toString());
        json.addProperty("rows", verdict.rows());
        verdict.champion().ifPresent(hash -> json.addProperty("champion", hash.toString()));
        json.add("findings", array(verdict.findings(), VerdictCodec::write));
        json.add("gate", verdict.gate());
        return json;
    }

    private static JsonObject write(Finding finding) {
        JsonObject json = new JsonObject();
        json.addProperty("criterion", finding.criterion());
        json.addProperty("status", finding.status().name());
        json.addProperty("repeatable", finding.repeatable());
        JsonObject figures = new JsonObject();
        finding.figures().forEach(figures::addProperty);
        json.add("figures", figures);
        json.addProperty("note", finding.note());
        json.add("examples", array(finding.rows(), RecordJson::write));
        json.add("parts", array(finding.parts(), VerdictCodec::write));
        return json;
    }

    private static <T> JsonArray array(List<T> values, Function<T, JsonObject> write) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(write.apply(value)));
        return array;
    }

    static Verdict read(JsonObject json) {
        int schema = Json.integer(json, "schema", FILE);
        if (schema != SCHEMA) {
            throw new UnsupportedFeatureException(
                    FILE + " has the schema version " + schema + ", but this version of the library reads " + SCHEMA);
        }
        Verdict verdict = new Verdict(
                hash(json, "adapter"),
                hash(json, "base"),
                hash(json, "data"),
                Json.integer(json, "rows", FILE),
                json.has("champion") ? Optional.of(hash(json, "champion")) : Optional.empty(),
                object(json, "gate"),
                list(json, "findings", VerdictCodec::finding));
        if (Json.bool(json, "passed", false, FILE) != verdict.passed()) {
            throw new InvalidAdapterException(
                    FILE + " says passed: " + json.get("passed") + ", but its findings say " + verdict.passed());
        }
        return verdict;
    }

    private static Finding finding(JsonObject json) {
        Map<String, Double> figures = new LinkedHashMap<>();
        JsonObject named = object(json, "figures");
        named.keySet().forEach(name -> figures.put(name, Json.number(named, name, FILE)));
        return new Finding(
                Json.string(json, "criterion", FILE),
                status(json),
                figures,
                Json.string(json, "note", FILE),
                list(json, "examples", VerdictCodec::row),
                list(json, "parts", VerdictCodec::finding),
                Json.bool(json, "repeatable", true, FILE));
    }

    private static Status status(JsonObject json) {
        String name = Json.string(json, "status", FILE);
        return Arrays.stream(Status.values())
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        Json.wrong(FILE, "status", "one of " + Arrays.toString(Status.values()), json.get("status")));
    }

    private static ComparedRow row(JsonObject json) {
        return new ComparedRow(
                Json.integer(json, "row", FILE),
                Json.string(json, "text", FILE),
                Json.string(json, "expected", FILE),
                Json.string(json, "given", FILE));
    }

    private static ContentHash hash(JsonObject json, String field) {
        return ContentHash.parse(Json.string(json, field, FILE));
    }

    private static JsonObject object(JsonObject json, String field) {
        JsonElement element = json.get(field);
        if (element == null || !element.isJsonObject()) {
            throw Json.wrong(FILE, field, "an object", element);
        }
        return element.getAsJsonObject();
    }

    private static <T> List<T> list(JsonObject json, String field, Function<JsonObject, T> read) {
        JsonElement element = json.get(field);
        if (element == null || !element.isJsonArray()) {
            throw Json.wrong(FILE, field, "a list of objects", element);
        }
        List<T> list = new ArrayList<>();
        for (JsonElement member : element.getAsJsonArray()) {
            if (!member.isJsonObject()) {
                throw Json.wrong(FILE, field, "a list of objects", element);
            }
            list.add(read.apply(member.getAsJsonObject()));
        }
        return list;
    }
}
