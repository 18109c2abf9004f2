package io.adapt4j.train.optim;

import com.google.gson.JsonObject;
import java.util.List;

/** What all optimizers do with their settings and their memory. */
final class Settings {

    private Settings() {}

    static void require(boolean holds, String rule, double value) {
        if (!holds || !Double.isFinite(value)) {
            throw new IllegalArgumentException(rule + ", but was " + value);
        }
    }

    /** The beginning of an optimizer's JSON form. */
    static JsonObject json(String name) {
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        return json;
    }

    /** Fills arrays from others of the same sizes. */
    static void copy(List<float[]> from, List<float[]> to) {
        for (int i = 0; i < to.size(); i++) {
            if (from.size() != to.size() || from.get(i).length != to.get(i).length) {
                throw new IllegalArgumentException("The memory of this optimizer has " + to.size() + " arrays of "
                        + to.stream().map(a -> a.length).toList() + " numbers, but was given "
                        + from.stream().map(a -> a.length).toList());
            }
            System.arraycopy(from.get(i), 0, to.get(i), 0, to.get(i).length);
        }
    }
}
