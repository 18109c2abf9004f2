package io.adapt4j.registry;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.adapt4j.error.DamagedRegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The records of what is said of versions; each is made with its version. */
final class NoteRecords {
    private static final String PREFIX = "notes/";

    private NoteRecords() {}

    static String key(VersionId id) {
        return PREFIX + id.adapter() + "/" + id.hash().hex();
    }

    static VersionNotes get(Records records, VersionId id) {
        return records.get(key(id), NoteRecords::read).orElseThrow(() -> {
            VersionRecords.get(records, id);
            return new DamagedRegistryException(
                    "The record " + key(id) + " of the registry " + records.place() + " is missing");
        });
    }

    /**
     * All notes, also those that a registration left which did not get to its version.
     *
     * @param damaged takes those that cannot be read
     */
    static SortedMap<VersionId, VersionNotes> all(Records records, Set<VersionId> damaged) {
        SortedMap<VersionId, VersionNotes> all = new TreeMap<>();
        records.all(PREFIX, NoteRecords::read, (key, damage) -> damaged.add(VersionRecords.id(key)))
                .forEach((key, notes) -> all.put(notes.version(), notes));
        return all;
    }

    /** Changes the notes of a version that is there. */
    static VersionNotes change(RegistryStore store, VersionId id, UnaryOperator<VersionNotes> change) {
        return store.write(writer -> put(writer, change.apply(current(store, writer, id))));
    }

    static VersionNotes attach(RegistryStore store, VersionId id, String name, byte[] content, Change change) {
        return store.write(writer -> {
            VersionNotes next = current(store, writer, id).withAttachment(name, StoredFile.of(content), change);
            writer.putObject(content);
            return put(writer, next);
        });
    }

    private static VersionNotes current(RegistryStore store, StoreWriter writer, VersionId id) {
        Records records = new Records(writer, store.toString());
        VersionRecords.get(records, id);
        return get(records, id);
    }

    static VersionNotes put(StoreWriter writer, VersionNotes notes) {
        String key = key(notes.version());
        writer.put(key, Records.write(key, write(notes)));
        return notes;
    }

    private static JsonObject write(VersionNotes notes) {
        JsonObject json = new JsonObject();
        json.addProperty("version", notes.version().toString());
        json.addProperty("revision", notes.revision());
        json.add("tags", Fields.write(notes.tags(), JsonPrimitive::new));
        json.add("attachments", Fields.write(notes.attachments(), Fields::write));
        json.add("holds", Fields.write(notes.holds(), Fields::write));
        JsonArray history = new JsonArray();
        for (VersionNotes.Noted noted : notes.history()) {
            JsonObject entry = Fields.write(noted.change());
            entry.addProperty("what", noted.what());
            history.add(entry);
        }
        json.add("history", history);
        return json;
    }

    private static VersionNotes read(JsonObject json) {
        List<VersionNotes.Noted> history = new ArrayList<>();
        for (JsonElement entry : json.getAsJsonArray("history")) {
            history.add(new VersionNotes.Noted(Fields.text(Fields.object(entry), "what"), Fields.change(entry)));
        }
        return new VersionNotes(
                VersionId.parse(Fields.text(json, "version")),
                Fields.number(json, "revision"),
                Fields.map(json, "tags", JsonElement::getAsString),
                Fields.map(json, "attachments", Fields::file),
                Fields.map(json, "holds", Fields::change),
                history);
    }
}
