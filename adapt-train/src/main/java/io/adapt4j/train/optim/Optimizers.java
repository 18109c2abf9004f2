package io.adapt4j.train.optim;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.adapt4j.error.InvalidDataException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The table of optimizers, by name. */
public final class Optimizers {

    /** An optimizer as it is without settings, and how it is made of all of them. */
    private record Entry(Optimizer usual, Function<JsonObject, Optimizer> read) {}

    private static final Map<String, Entry> TABLE = new TreeMap<>();

    static {
        register(new AdamW(), json -> new AdamW(number(json, "beta1"), number(json, "beta2"), number(json, "epsilon")));
        register(
                new Adafactor(),
                json -> new Adafactor(
                        number(json, "decayExponent"), number(json, "clipThreshold"), flag(json, "relativeStep")));
        register(new Lion(), json -> new Lion(number(json, "beta1"), number(json, "beta2")));
        register(new Sgd(), json -> new Sgd(number(json, "momentum"), flag(json, "nesterov")));
    }

    private Optimizers() {}

    private static void register(Optimizer usual, Function<JsonObject, Optimizer> read) {
        TABLE.put(usual.toJson().get("name").getAsString(), new Entry(usual, read));
    }

    /** The names. */
    public static Set<String> names() {
        return Set.copyOf(TABLE.keySet());
    }

    /**
     * The optimizer of a name, with its usual settings.
     *
     * @throws InvalidDataException when there is none of that name
     */
    public static Optimizer named(String name) {
        return entry(name).usual;
    }

    /**
     * An optimizer as {@link Optimizer#toJson} writes it. A setting that is left out is as usual.
     *
     * @throws InvalidDataException when there is none of that name, or a setting is unknown, of the wrong type or out of range
     */
    public static Optimizer of(JsonObject json) {
        if (!(json.get("name") instanceof JsonPrimitive name) || !name.isString()) {
            throw new InvalidDataException(
                    "An optimizer has a \"name\", one of " + TABLE.keySet() + ", but was " + json);
        }
        Entry entry = entry(name.getAsString());
        JsonObject all = entry.usual.toJson();
        for (Map.Entry<String, JsonElement> setting : json.entrySet()) {
            if (!all.has(setting.getKey())) {
                throw new InvalidDataException("Unknown setting \"" + setting.getKey() + "\" of the optimizer "
                        + name.getAsString() + "; it has " + all.keySet());
            }
            all.add(setting.getKey(), setting.getValue());
        }
        try {
            return entry.read.apply(all);
        } catch (IllegalArgumentException e) {
            throw new InvalidDataException(
                    "A setting of the optimizer " + name.getAsString() + " is out of range: " + e.getMessage(), e);
        }
    }

    private static Entry entry(String name) {
        Entry entry = TABLE.get(name);
        if (entry == null) {
            throw new InvalidDataException("Unknown optimizer \"" + name + "\"; there are " + TABLE.keySet());
        }
        return entry;
    }

    private static double number(JsonObject json, String setting) {
        if (json.get(setting) instanceof JsonPrimitive value && value.isNumber()) {
            return value.getAsDouble();
        }
        throw new InvalidDataException("\"" + setting + "\" should be a number, but is " + json.get(setting));
    }

    private static boolean flag(JsonObject json, String setting) {
        if (json.get(setting) instanceof JsonPrimitive value && value.isBoolean()) {
            return value.getAsBoolean();
        }
        throw new InvalidDataException("\"" + setting + "\" should be true or false, but is " + json.get(setting));
    }
}
