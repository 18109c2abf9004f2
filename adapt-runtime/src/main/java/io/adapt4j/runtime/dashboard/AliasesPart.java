package io.adapt4j.runtime.dashboard;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Registry;
import java.util.List;

/** The aliases of each adapter, with their moves. */
record AliasesPart(Registry registry) implements DashboardPart {
    /** The latest moves of each alias that are shown. */
    private static final int SHOWN = 200;

    @Override
    public String name() {
        return "aliases";
    }

    @Override
    public JsonElement json() {
        JsonArray aliases = new JsonArray();
        for (String adapter : registry.adapters()) {
            registry.aliases(adapter).forEach(alias -> aliases.add(alias(alias)));
        }
        return aliases;
    }

    private JsonObject alias(Alias alias) {
        List<Alias> moves = registry.history(alias);
        JsonObject json = new JsonObject();
        json.addProperty("adapter", alias.adapter());
        json.addProperty("alias", alias.name());
        addMove(json, alias);
        json.add(
                "moves",
                Fields.array(moves.subList(Math.max(0, moves.size() - SHOWN), moves.size()), AliasesPart::move));
        return json;
    }

    private static JsonObject move(Alias alias) {
        JsonObject json = new JsonObject();
        addMove(json, alias);
        return json;
    }

    private static void addMove(JsonObject json, Alias alias) {
        json.addProperty("revision", alias.revision());
        Fields.add(json, "version", alias.version());
        alias.change().ifPresent(change -> json.add("change", Fields.of(change)));
    }
}
