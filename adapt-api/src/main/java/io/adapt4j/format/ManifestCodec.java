package io.adapt4j.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.Manifest;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.json.Json;
import io.adapt4j.method.Targets;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TaskSpecs;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reading and writing {@code manifest.json}. */
final class ManifestCodec {
    static final String FILE = "manifest.json";
    private static final int SCHEMA = 1;

    private ManifestCodec() {}

    /**
     * What the file holds.
     *
     * @param targets the target expressions as they were given, roles included
     * @param adapter the hash of the adapter
     * @param files the hash of every other file of the directory
     */
    record Content(Manifest manifest, Targets targets, ContentHash adapter, SortedMap<String, ContentHash> files) {}

    static JsonObject write(Content content) {
        Manifest manifest = content.manifest;
        JsonObject json = new JsonObject();
        json.addProperty("schema", SCHEMA);
        json.addProperty("adapter", content.adapter.toString());
        manifest.base().ifPresent(base -> json.addProperty("base", base.toString()));
        manifest.baseWeights().ifPresent(weights -> json.addProperty("baseWeights", weights.toString()));
        manifest.tokenizer().ifPresent(tokenizer -> json.addProperty("tokenizer", tokenizer.toString()));
        manifest.task().ifPresent(task -> json.add("task", write(task)));
        JsonArray targets = new JsonArray();
        content.targets.expressions().forEach(targets::add);
        json.add("targets", targets);
        json.add("training", manifest.training());
        JsonObject files = new JsonObject();
        content.files.forEach((name, hash) -> files.addProperty(name, hash.toString()));
        json.add("files", files);
        return json;
    }

    /** Names the files that are no part of the adapter and may differ from one training of it to the next. */
    static void listDocuments(JsonObject json, Set<String> names) {
        if (!names.isEmpty()) {
            JsonArray documents = new JsonArray();
            new TreeSet<>(names).forEach(documents::add);
            json.add("documents", documents);
        }
    }

    private static JsonObject write(TaskSpec task) {
        JsonObject json = new JsonObject();
        json.addProperty("name", task.name());
        task.toJson().asMap().forEach(json::add);
        return json;
    }

    static Content read(JsonObject json) {
        int schema = Json.integer(json, "schema", FILE);
        if (schema != SCHEMA) {
            throw new UnsupportedFeatureException(
                    FILE + " has the schema version " + schema + ", but this version of the library reads " + SCHEMA);
        }
        SortedMap<String, ContentHash> files = new TreeMap<>();
        JsonObject listed = object(json, "files");
        for (String name : listed.keySet()) {
            files.put(name, ContentHash.parse(Json.string(listed, name, FILE)));
        }
        Optional<TaskSpec> task = json.has("task") ? Optional.of(task(object(json, "task"))) : Optional.empty();
        Manifest manifest = new Manifest(
                hash(json, "base"), hash(json, "baseWeights"), task, hash(json, "tokenizer"), object(json, "training"));
        return new Content(
                manifest,
                new Targets(Json.strings(json, "targets", FILE)),
                ContentHash.parse(Json.string(json, "adapter", FILE)),
                files);
    }

    private static Optional<ContentHash> hash(JsonObject json, String field) {
        return json.has(field) ? Optional.of(ContentHash.parse(Json.string(json, field, FILE))) : Optional.empty();
    }

    private static TaskSpec task(JsonObject json) {
        return TaskSpecs.read(Json.string(json, "name", FILE), json, FILE);
    }

    private static JsonObject object(JsonObject json, String field) {
        JsonElement element = json.get(field);
        if (element == null || !element.isJsonObject()) {
            throw Json.wrong(FILE, field, "an object", element);
        }
        return element.getAsJsonObject();
    }

    /** Throws {@link InvalidAdapterException} when a file is not the one that the manifest lists. */
    static void verify(Map<String, ContentHash> listed, String file, ContentHash actual) {
        ContentHash expected = listed.get(file);
        if (expected == null || !expected.equals(actual)) {
            throw new InvalidAdapterException("The file " + file + " was altered: its hash is " + actual + ", but "
                    + FILE + " lists " + expected);
        }
    }
}
