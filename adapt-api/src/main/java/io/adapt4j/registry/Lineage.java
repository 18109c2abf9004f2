package io.adapt4j.registry;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.Manifest;
import io.adapt4j.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a version was made from.
 *
 * @param parents the versions named at its registration
 * @param base the base model's content hash, where the manifest names it
 * @param recipe the hash of the recipe in the manifest, where it was trained by one
 * @param data the hashes of what it was trained and evaluated on, as the manifest has them, by {@code training} and
 *     {@code evaluation}
 */
public record Lineage(
        List<VersionId> parents,
        Optional<ContentHash> base,
        Optional<ContentHash> recipe,
        SortedMap<String, ContentHash> data) {
    private static final List<String> DATA = List.of("training", "evaluation");

    public Lineage {
        parents = List.copyOf(parents);
        data = Collections.unmodifiableSortedMap(new TreeMap<>(data));
    }

    static Lineage of(Manifest manifest, List<VersionId> parents) {
        JsonObject training = manifest.training();
        Optional<ContentHash> recipe = Optional.ofNullable(training.get("recipe"))
                .map(json -> ContentHash.of(json.toString().getBytes(StandardCharsets.UTF_8)));
        SortedMap<String, ContentHash> data = new TreeMap<>();
        for (String part : DATA) {
            JsonElement described = training.get(part + "Data");
            if (described instanceof JsonObject json && json.has("hash")) {
                data.put(part, ContentHash.parse(Json.string(json, "hash", "manifest.json")));
            }
        }
        return new Lineage(parents, manifest.base(), recipe, data);
    }
}
