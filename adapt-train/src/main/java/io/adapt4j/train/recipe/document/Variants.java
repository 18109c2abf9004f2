package io.adapt4j.train.recipe.document;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One of several kinds of objects, told apart by one of their fields.
 *
 * @param <T> what they have in common
 */
public final class Variants<T> implements Shape<T> {
    private final String field;
    private final Map<String, Variant<? extends T>> variants = new LinkedHashMap<>();

    /**
     * One kind.
     *
     * @param type the class of its values
     */
    public record Variant<T>(String name, Class<T> type, ObjectShape<T> shape) {
        JsonElement write(String field, Object value) {
            return ObjectShape.named(field, name, shape.write(type.cast(value)));
        }
    }

    /** Kinds that are told apart by the field {@code name}. */
    public Variants(Collection<? extends Variant<? extends T>> kinds) {
        this("name", kinds);
    }

    /** @param field by which they are told apart */
    public Variants(String field, Collection<? extends Variant<? extends T>> kinds) {
        this.field = field;
        kinds.forEach(kind -> variants.put(kind.name(), kind));
    }

    @Override
    public Optional<T> read(Node node, Problems problems) {
        if (!(node instanceof Node.Fields object)) {
            problems.add(
                    node,
                    "should be an object with a \"" + field + "\" out of " + variants.keySet() + ", but is "
                            + node.describe());
            return Optional.empty();
        }
        Node given = object.fields().get(field);
        if (given == null) {
            problems.add(node, "the field \"" + field + "\" is missing; it is one of " + variants.keySet());
            return Optional.empty();
        }
        String name = given instanceof Node.Text text ? text.value() : "";
        Variant<? extends T> variant = variants.get(name);
        if (variant == null) {
            problems.add(
                    given, "unknown " + field + " " + given.describe() + "; " + Suggestion.of(name, variants.keySet()));
            return Optional.empty();
        }
        return variant.shape().read(node, problems, field).map(value -> value);
    }

    @Override
    public JsonElement write(T value) {
        return variants.values().stream()
                .filter(variant -> variant.type().isInstance(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("A recipe cannot hold a "
                        + value.getClass().getSimpleName() + "; it can hold " + variants.keySet()))
                .write(field, value);
    }

    @Override
    public JsonObject schema() {
        JsonArray kinds = new JsonArray();
        variants.values().forEach(variant -> kinds.add(variant.shape().schema(field, variant.name())));
        JsonObject json = new JsonObject();
        json.add("oneOf", kinds);
        return json;
    }
}
