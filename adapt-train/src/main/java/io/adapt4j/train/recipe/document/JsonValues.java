package io.adapt4j.train.recipe.document;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.Optional;

/** Values of any shape, as JSON. */
public final class JsonValues {
    /** Takes whatever there is. */
    public static final Shape<JsonElement> ANY = new Shape<>() {
        @Override
        public Optional<JsonElement> read(Node node, Problems problems) {
            return Optional.of(of(node));
        }

        @Override
        public JsonElement write(JsonElement value) {
            return value;
        }

        @Override
        public JsonObject schema() {
            return new JsonObject();
        }
    };

    private JsonValues() {}

    /** A node as JSON; a number that JSON has not, such as {@code .inf}, becomes a text. */
    public static JsonElement of(Node node) {
        if (node instanceof Node.Fields object) {
            JsonObject json = new JsonObject();
            object.fields().forEach((name, field) -> json.add(name, of(field)));
            return json;
        }
        if (node instanceof Node.Items list) {
            JsonArray json = new JsonArray();
            list.items().forEach(item -> json.add(of(item)));
            return json;
        }
        if (node instanceof Node.Numeral numeral) {
            return number(numeral.written());
        }
        if (node instanceof Node.Truth truth) {
            return new JsonPrimitive(truth.value());
        }
        return node instanceof Node.Text text ? new JsonPrimitive(text.value()) : JsonNull.INSTANCE;
    }

    private static JsonElement number(String written) {
        try {
            return new JsonPrimitive(new BigDecimal(written));
        } catch (NumberFormatException e) {
            return new JsonPrimitive(written);
        }
    }
}
