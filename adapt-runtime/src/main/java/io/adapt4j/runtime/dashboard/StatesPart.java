package io.adapt4j.runtime.dashboard;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.State;

/**
 * The documents that another part of the system keeps in the registry, as they are.
 *
 * @param kind such as {@code rollout} or {@code loop}; is the name of the part
 */
record StatesPart(Registry registry, String kind) implements DashboardPart {
    @Override
    public String name() {
        return kind;
    }

    @Override
    public JsonElement json() {
        return Fields.array(registry.states(kind), StatesPart::state);
    }

    private static JsonObject state(State state) {
        JsonObject json = new JsonObject();
        json.addProperty("name", state.name());
        json.addProperty("revision", state.revision());
        state.content().ifPresent(content -> json.add("content", content));
        return json;
    }
}
