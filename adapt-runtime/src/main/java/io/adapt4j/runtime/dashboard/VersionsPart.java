package io.adapt4j.runtime.dashboard;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.adapt4j.error.AdaptException;
import io.adapt4j.json.Json;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Lineage;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.StoredFile;
import io.adapt4j.registry.VersionNotes;
import io.adapt4j.registry.Versions;
import java.util.List;

/** The versions of each adapter, with what they were made from and what is said of them. */
record VersionsPart(Registry registry) implements DashboardPart {
    /** The latest of each adapter that are shown. */
    private static final int SHOWN = 200;

    /** The document in which a gate's verdict is kept. */
    private static final String VERDICT = "verdict.json";

    private static final List<String> FINDING = List.of("criterion", "status", "figures", "note");

    @Override
    public String name() {
        return "versions";
    }

    @Override
    public JsonElement json() {
        return Fields.array(registry.adapters(), this::adapter);
    }

    private JsonObject adapter(String name) {
        Versions versions = registry.versions(name);
        List<AdapterVersion> all = versions.readable();
        List<AdapterVersion> latest = all.subList(Math.max(0, all.size() - SHOWN), all.size());
        JsonObject json = new JsonObject();
        json.addProperty("adapter", name);
        json.addProperty("earlier", all.size() - latest.size());
        json.add("versions", Fields.array(latest, this::version));
        JsonObject damaged = new JsonObject();
        versions.damaged().forEach((id, problem) -> damaged.addProperty(id.toString(), problem));
        json.add("damaged", damaged);
        return json;
    }

    private JsonObject version(AdapterVersion version) {
        Lineage lineage = version.lineage();
        JsonObject json = new JsonObject();
        json.addProperty("id", version.id().toString());
        json.addProperty("content", version.content().toString());
        json.add("registered", Fields.of(version.registered()));
        json.add("parents", Fields.array(lineage.parents(), id -> new JsonPrimitive(id.toString())));
        Fields.add(json, "base", lineage.base());
        Fields.add(json, "recipe", lineage.recipe());
        json.add("data", Fields.object(lineage.data(), hash -> new JsonPrimitive(hash.toString())));
        json.addProperty("files", version.files().size());
        json.addProperty(
                "bytes",
                version.files().values().stream().mapToLong(StoredFile::size).sum());
        try {
            VersionNotes notes = registry.notes(version.id());
            addNotes(json, notes);
            if (version.files().containsKey(VERDICT) || notes.attachments().containsKey(VERDICT)) {
                json.add("verdict", verdict(Json.parse(VERDICT, registry.file(version.id(), VERDICT))));
            }
        } catch (AdaptException e) { // damaged, or collected meanwhile; the other versions are shown
            json.addProperty("problem", e.getMessage());
        }
        return json;
    }

    /** Without the examples of test data that a verdict may show. */
    private static JsonObject verdict(JsonObject document) {
        JsonObject json = new JsonObject();
        json.addProperty("passed", Json.bool(document, "passed", false, VERDICT));
        JsonArray findings = new JsonArray();
        if (document.get("findings") instanceof JsonArray given) {
            for (JsonElement element : given) {
                if (element instanceof JsonObject finding) {
                    JsonObject shown = new JsonObject();
                    FINDING.forEach(field -> shown.add(field, finding.get(field)));
                    findings.add(shown);
                }
            }
        }
        json.add("findings", findings);
        return json;
    }

    private static void addNotes(JsonObject json, VersionNotes notes) {
        json.add("tags", Fields.object(notes.tags(), JsonPrimitive::new));
        json.add(
                "attachments",
                Fields.object(
                        notes.attachments(),
                        file -> new JsonPrimitive(file.hash().toString())));
        json.add("holds", Fields.object(notes.holds(), Fields::of));
        json.add("history", Fields.array(notes.history(), noted -> {
            JsonObject entry = Fields.of(noted.change());
            entry.addProperty("what", noted.what());
            return entry;
        }));
    }
}
