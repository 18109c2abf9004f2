package io.adapt4j.registry;

import com.google.gson.JsonObject;
import java.util.Optional;

/**
 * A document that another part of the system keeps here across restarts, such as how far a rollout is.
 *
 * @param kind what sort of thing it belongs to, such as {@code rollout}
 * @param name which of them
 * @param revision counts the changes; 0 when it was never set
 * @param content empty when it was never set
 */
public record State(String kind, String name, long revision, Optional<JsonObject> content) {
    public State {
        Names.check("kind", kind);
        Names.check("state", name);
        content = content.map(JsonObject::deepCopy);
    }

    @Override
    public Optional<JsonObject> content() {
        return content.map(JsonObject::deepCopy);
    }

    /** {@code <kind>/<name>}. */
    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
