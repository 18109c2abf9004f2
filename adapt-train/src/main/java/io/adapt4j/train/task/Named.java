package io.adapt4j.train.task;

import com.google.gson.JsonObject;

/** What configurations have in common that are one of several kinds. */
final class Named {
    private Named() {}

    /** The beginning of a configuration's JSON form. */
    static JsonObject json(String name) {
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        return json;
    }

    static void requirePositive(String setting, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(setting + " is positive and finite, but was " + value);
        }
    }
}
