package io.adapt4j.registry;

import com.google.gson.JsonObject;
import io.adapt4j.error.ConflictException;
import java.util.List;
import java.util.Optional;

/** The records of other parts' states. */
final class StateRecords {
    private static final String PREFIX = "states/";

    private StateRecords() {}

    static State get(Records records, String kind, String name) {
        State neverSet = new State(kind, name, 0, Optional.empty());
        return records.get(PREFIX + neverSet, StateRecords::read).orElse(neverSet);
    }

    static List<State> all(Records records, String kind) {
        Names.check("kind", kind);
        return List.copyOf(records.all(PREFIX + kind + "/", StateRecords::read).values());
    }

    static State put(RegistryStore store, State seen, JsonObject content) {
        return store.write(writer -> {
            State actual = get(new Records(writer, store.toString()), seen.kind(), seen.name());
            if (actual.revision() != seen.revision()) {
                throw new ConflictException(
                        "The state " + seen + " was changed by somebody else: expected revision " + seen.revision()
                                + ", but it has revision " + actual.revision(),
                        actual.revision());
            }
            State next = new State(seen.kind(), seen.name(), seen.revision() + 1, Optional.of(content));
            JsonObject json = new JsonObject();
            json.addProperty("kind", next.kind());
            json.addProperty("name", next.name());
            json.addProperty("revision", next.revision());
            json.add("content", content.deepCopy());
            String key = PREFIX + next;
            writer.put(key, Records.write(key, json));
            return next;
        });
    }

    private static State read(JsonObject json) {
        return new State(
                Fields.text(json, "kind"),
                Fields.text(json, "name"),
                Fields.number(json, "revision"),
                Optional.of(Fields.object(json.get("content"))));
    }
}
