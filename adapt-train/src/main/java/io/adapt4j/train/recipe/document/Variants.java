package io.adapt4j.train.recipe.document;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One of several kinds of objects, told apart by the field {@code name}.
 *
 * @param <T> what they have in common
 */
public final class Variants<T> implements Shape<T> {
    private static final String NAME = "name";

    private final Map<String, Variant<? extends T>> variants = new LinkedHashMap<>();

    /**
     * One kind.
     *
     * @param type the class of its values
     */
    public record Variant<T>(String name, Class<T> type, ObjectShape<T> shape) {
        JsonElement write(Object value) {
            return ObjectShape.named(NAME, name, shape.write(type.cast(value)));
        }
    }

    public Variants(Collection<? extends Variant<? extends T>> kinds) {
        kinds.forEach(kind -> variants.put(kind.name(), kind));
    }

    @Override
    public Optional<T> read(Node node, Problems problems) {
        if (!(node instanceof Node.Fields object)) {
            problems.add(
                    node,
                    "should be an object with a \"name\" out of " + variants.keySet() + ", but is " + node.describe());
            return Optional.empty();
        }
        Node given = object.fields().get(NAME);
        if (given == null) {
            problems.add(node, "the field \"name\" is missing; it is one of " + variants.keySet());
            return Optional.empty();
        }
        String name = given instanceof Node.Text text ? text.value() : "";
        Variant<? extends T> variant = variants.get(name);
        if (variant == null) {
            problems.add(given, "unknown name " + given.describe() + "; " + Suggestion.of(name, variants.keySet()));
            return Optional.empty();
        }
        return variant.shape().read(node, problems, NAME).map(value -> value);
    }

    @Override
    public JsonElement write(T value) {
        return variants.values().stream()
                .filter(variant -> variant.type().isInstance(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("A recipe cannot hold a "
                        + value.getClass().getSimpleName() + "; it can hold " + variants.keySet()))
                .write(value);
    }

    @Override
    public JsonObject schema() {
        JsonArray kinds = new JsonArray();
        variants.values().forEach(variant -> kinds.add(variant.shape().schema(NAME, variant.name())));
        JsonObject json = new JsonObject();
        json.add("oneOf", kinds);
        return json;
    }
}
