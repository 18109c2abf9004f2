package io.adapt4j.train.recipe.document;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Shapes of several values of one shape. */
public final class Many {
    private Many() {}

    /** A list of at least one. */
    public static <T> Shape<List<T>> list(Shape<T> item) {
        return new Shape<>() {
            @Override
            public Optional<List<T>> read(Node node, Problems problems) {
                if (!(node instanceof Node.Items list) || list.items().isEmpty()) {
                    problems.add(node, "should be a list of at least one, but is " + node.describe());
                    return Optional.empty();
                }
                List<T> values = new ArrayList<>();
                list.items().forEach(element -> item.read(element, problems).ifPresent(values::add));
                return values.size() == list.items().size() ? Optional.of(values) : Optional.empty();
            }

            @Override
            public JsonElement write(List<T> values) {
                JsonArray json = new JsonArray();
                values.forEach(value -> json.add(item.write(value)));
                return json;
            }

            @Override
            public JsonObject schema() {
                JsonObject json = new JsonObject();
                json.addProperty("type", "array");
                json.add("items", item.schema());
                json.addProperty("minItems", 1);
                return json;
            }
        };
    }

    /** An object whose fields have any names. */
    public static <T> Shape<SortedMap<String, T>> map(Shape<T> member) {
        return new Shape<>() {
            @Override
            public Optional<SortedMap<String, T>> read(Node node, Problems problems) {
                if (!(node instanceof Node.Fields object)) {
                    problems.add(node, "should be an object, but is " + node.describe());
                    return Optional.empty();
                }
                SortedMap<String, T> values = new TreeMap<>();
                object.fields().forEach((name, field) -> member.read(field, problems)
                        .ifPresent(value -> values.put(name, value)));
                return values.size() == object.fields().size() ? Optional.of(values) : Optional.empty();
            }

            @Override
            public JsonElement write(SortedMap<String, T> values) {
                JsonObject json = new JsonObject();
                values.forEach((name, value) -> json.add(name, member.write(value)));
                return json;
            }

            @Override
            public JsonObject schema() {
                JsonObject json = new JsonObject();
                json.addProperty("type", "object");
                json.add("additionalProperties", member.schema());
                return json;
            }
        };
    }
}
