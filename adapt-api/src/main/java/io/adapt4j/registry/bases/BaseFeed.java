package io.adapt4j.registry.bases;

import com.google.gson.JsonObject;
import io.adapt4j.error.ConflictException;
import io.adapt4j.error.RegistryException;
import io.adapt4j.json.Json;
import io.adapt4j.registry.State;
import java.util.List;

/**
 * The {@link BaseUpdate}s that one reader, such as an adaptation loop, has yet to deal with. How far it got is kept in the registry, so
 * that it misses none while it is not running: an update is pending until it is acknowledged, and is seen again after a crash.
 */
public final class BaseFeed {
    private static final String KIND = "base-feeds";

    private final BaseRegistry bases;
    private final String reader;

    /**
     * The feed of a reader.
     *
     * @param reader its name, of the form that all names in a registry have; readers of one name share a feed
     * @throws RegistryException when the name has another form
     */
    public BaseFeed(BaseRegistry bases, String reader) {
        this.bases = bases;
        this.reader = reader;
        state();
    }

    private State state() {
        return bases.registry().state(KIND, reader);
    }

    private static long acknowledged(State state) {
        return state.revision() == 0
                ? 0
                : BaseJson.read(state, json -> (long) Json.integer(json, "acknowledged", "a base feed"));
    }

    /** The updates that were not acknowledged and not withdrawn, in the order in which they were declared. */
    public List<BaseUpdate> pending() {
        return bases.updatesSince(acknowledged(state())).stream()
                .filter(BaseUpdate::holds)
                .toList();
    }

    /**
     * Says that an update and all before it have been dealt with. One that was acknowledged before stays so.
     *
     * @throws RegistryException when there is no such update
     */
    public void acknowledge(BaseUpdate update) {
        if (bases.updatesSince(update.number() - 1).isEmpty()) {
            throw new RegistryException(
                    "There is no base update " + update.number() + " to be acknowledged by " + reader);
        }
        while (true) {
            State state = state();
            if (acknowledged(state) >= update.number()) {
                return;
            }
            JsonObject json = new JsonObject();
            json.addProperty("acknowledged", update.number());
            try {
                bases.registry().put(state, json);
                return;
            } catch (ConflictException e) {
                // another process of that reader acknowledged something at the same time
            }
        }
    }
}
