package io.adapt4j.train.migrate.fleet;

import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.error.RegistryException;
import io.adapt4j.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * What is to be moved where.
 *
 * @param from the old base
 * @param to the new base
 * @param alias that says which version of each adapter is moved
 */
public record FleetPlan(ContentHash from, ContentHash to, String alias) {
    private static final int DIGITS = 16;

    /**
     * @throws RegistryException when both bases are the same
     */
    public FleetPlan {
        if (from.equals(to)) {
            throw new RegistryException("The base " + from + " cannot be its own successor; give another new base");
        }
    }

    /** The kind of the states of its adapters, in the registry; those of other plans have other ones. */
    String kind() {
        return "migration-" + key().substring(0, DIGITS);
    }

    /** The name under which the runs of the fleet are kept. */
    String key() {
        return ContentHash.of((from + " " + to + " " + alias).getBytes(StandardCharsets.UTF_8))
                .hex();
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("from", from.toString());
        json.addProperty("to", to.toString());
        json.addProperty("alias", alias);
        return json;
    }

    boolean isOf(JsonObject json) {
        return Json.string(json, "from", "a fleet").equals(from.toString())
                && Json.string(json, "to", "a fleet").equals(to.toString())
                && Json.string(json, "alias", "a fleet").equals(alias);
    }
}
