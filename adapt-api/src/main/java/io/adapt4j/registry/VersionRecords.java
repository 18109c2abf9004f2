package io.adapt4j.registry;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.adapt4j.ContentHash;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.error.RegistryException;
import io.adapt4j.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The records of versions, by adapter and hash. A version is there as soon as its record is. */
final class VersionRecords {
    private static final String PREFIX = "versions/";

    private VersionRecords() {}

    static String key(VersionId id) {
        return PREFIX + id.adapter() + "/" + id.hash().hex();
    }

    static Optional<AdapterVersion> find(Records records, VersionId id) {
        return records.get(key(id), VersionRecords::read);
    }

    static AdapterVersion get(Records records, VersionId id) {
        return find(records, id)
                .orElseThrow(() -> new RegistryException("The registry " + records.place() + " has no version " + id
                        + "; it was never registered, or was collected"));
    }

    /** The versions of one adapter. */
    static Versions all(Records records, String adapter) {
        Names.check("adapter", adapter);
        return allBelow(records, PREFIX + adapter + "/");
    }

    /** The versions of all adapters. */
    static Versions all(Records records) {
        return allBelow(records, PREFIX);
    }

    private static Versions allBelow(Records records, String prefix) {
        SortedMap<VersionId, String> damaged = new TreeMap<>();
        List<AdapterVersion> readable = new ArrayList<>(
                records.all(prefix, VersionRecords::read, (key, damage) -> damaged.put(id(key), damage.getMessage()))
                        .values());
        readable.sort(Comparator.comparing(
                        (AdapterVersion version) -> version.registered().at())
                .thenComparing(AdapterVersion::id));
        return new Versions(readable, damaged);
    }

    static SortedSet<String> adapters(Records records) {
        SortedSet<String> names = new TreeSet<>();
        records.reader().records(PREFIX).keySet().forEach(key -> names.add(id(key).adapter()));
        return names;
    }

    /** The version that a record of it, or of what is said of it, belongs to. */
    static VersionId id(String key) {
        String[] parts = key.split("/", -1);
        try {
            return new VersionId(parts[1], new ContentHash(parts[2]));
        } catch (AdaptException e) {
            throw new DamagedRegistryException("There is a record " + key + ", which is not the name of a version", e);
        }
    }

    static void put(StoreWriter writer, AdapterVersion version) {
        writer.put(key(version.id()), Records.write(key(version.id()), write(version)));
    }

    private static JsonObject write(AdapterVersion version) {
        JsonObject json = new JsonObject();
        json.addProperty("version", version.id().toString());
        json.addProperty("content", version.content().toString());
        json.add("files", Fields.write(version.files(), Fields::write));
        JsonArray parents = new JsonArray();
        version.lineage().parents().forEach(parent -> parents.add(parent.toString()));
        json.add("parents", parents);
        version.lineage().base().ifPresent(base -> json.addProperty("base", base.toString()));
        version.lineage().recipe().ifPresent(recipe -> json.addProperty("recipe", recipe.toString()));
        json.add("data", Fields.write(version.lineage().data(), hash -> new JsonPrimitive(hash.toString())));
        json.add("registered", Fields.write(version.registered()));
        return json;
    }

    private static AdapterVersion read(JsonObject json) {
        Lineage lineage = new Lineage(
                Json.strings(json, "parents", "a record").stream()
                        .map(VersionId::parse)
                        .toList(),
                Fields.optional(json, "base").map(ContentHash::parse),
                Fields.optional(json, "recipe").map(ContentHash::parse),
                Fields.map(json, "data", hash -> ContentHash.parse(hash.getAsString())));
        return new AdapterVersion(
                VersionId.parse(Fields.text(json, "version")),
                ContentHash.parse(Fields.text(json, "content")),
                Fields.map(json, "files", Fields::file),
                lineage,
                Fields.change(json.get("registered")));
    }
}
