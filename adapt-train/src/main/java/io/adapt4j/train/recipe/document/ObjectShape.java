package io.adapt4j.train.recipe.document;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.error.AdaptException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An object with certain fields and no others. Written, it leaves out what is as it would be if it were left out.
 *
 * @param <T> what is made of it
 */
public final class ObjectShape<T> implements Shape<T> {
    private final String about;
    private final Map<String, Member<T, ?>> members;
    private final Function<Values, T> make;

    private record Member<T, F>(Field<F> field, Function<T, Optional<F>> get) {

        void read(Node node, Problems problems, Values values) {
            field.shape().read(node, problems).ifPresent(value -> values.put(field.name(), value));
        }

        void write(T object, JsonObject json) {
            get.apply(object)
                    .filter(value -> !field.otherwise().equals(Optional.of(value)))
                    .ifPresent(value -> json.add(field.name(), field.shape().write(value)));
        }

        <S> Member<S, F> of(Function<S, T> from) {
            return new Member<>(field, from.andThen(get));
        }

        JsonObject schema() {
            JsonObject json = field.shape().schema();
            json.addProperty("description", field.about());
            field.otherwise()
                    .ifPresent(value -> json.add("default", field.shape().write(value)));
            return json;
        }
    }

    private ObjectShape(String about, Map<String, Member<T, ?>> members, Function<Values, T> make) {
        this.about = about;
        this.members = members;
        this.make = make;
    }

    /** An object, to be given its fields. */
    public static <T> Builder<T> of(String about) {
        return new Builder<>(about);
    }

    /** The fields of an object, in the order in which they are described. */
    public static final class Builder<T> {
        private final String about;
        private final Map<String, Member<T, ?>> members = new LinkedHashMap<>();

        private Builder(String about) {
            this.about = about;
        }

        /** A field that always has a value. */
        public <F> Builder<T> with(Field<F> field, Function<T, F> get) {
            return find(field, object -> Optional.of(get.apply(object)));
        }

        /** A field that may have none. */
        public <F> Builder<T> find(Field<F> field, Function<T, Optional<F>> get) {
            members.put(field.name(), new Member<>(field, get));
            return this;
        }

        /** @param make makes the object; an {@link IllegalArgumentException} from it says what does not fit together */
        public ObjectShape<T> make(Function<Values, T> make) {
            return new ObjectShape<>(about, members, make);
        }
    }

    /** Another type with the same fields. */
    public <S> ObjectShape<S> mapped(String newAbout, Function<T, S> to, Function<S, T> from) {
        Map<String, Member<S, ?>> mapped = new LinkedHashMap<>();
        members.forEach((name, member) -> mapped.put(name, member.of(from)));
        return new ObjectShape<>(newAbout, mapped, make.andThen(to));
    }

    @Override
    public Optional<T> read(Node node, Problems problems) {
        return read(node, problems, "");
    }

    /** @param known a field that somebody else has read; empty for none */
    Optional<T> read(Node node, Problems problems, String known) {
        if (!(node instanceof Node.Fields object)) {
            problems.add(
                    node, "should be an object with the fields " + members.keySet() + ", but is " + node.describe());
            return Optional.empty();
        }
        int before = problems.count();
        Values values = new Values();
        object.fields().forEach((name, field) -> {
            Member<T, ?> member = members.get(name);
            if (member != null) {
                member.read(field, problems, values);
            } else if (!name.equals(known)) {
                problems.add(field, "unknown field; " + Suggestion.of(name, members.keySet()));
            }
        });
        members.forEach((name, member) -> {
            if (member.field.required() && !object.fields().containsKey(name)) {
                problems.add(node, "the field \"" + name + "\" is missing: " + member.field.about());
            }
        });
        if (problems.count() > before) {
            return Optional.empty();
        }
        try {
            return Optional.of(make.apply(values));
        } catch (IllegalArgumentException | AdaptException e) {
            problems.add(node, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    @Override
    public JsonObject write(T object) {
        JsonObject json = new JsonObject();
        members.values().forEach(member -> member.write(object, json));
        return json;
    }

    @Override
    public JsonObject schema() {
        JsonObject properties = new JsonObject();
        JsonArray required = new JsonArray();
        members.forEach((name, member) -> {
            properties.add(name, member.schema());
            if (member.field.required()) {
                required.add(name);
            }
        });
        JsonObject json = new JsonObject();
        json.addProperty("type", "object");
        json.addProperty("description", about);
        json.add("properties", properties);
        if (!required.isEmpty()) {
            json.add("required", required);
        }
        json.addProperty("additionalProperties", false);
        return json;
    }

    /** The object's schema, with one field more, of which the value is known. */
    JsonObject schema(String field, String value) {
        JsonObject json = schema();
        JsonObject constant = new JsonObject();
        constant.addProperty("const", value);
        json.getAsJsonObject("properties").add(field, constant);
        JsonArray required = json.has("required") ? json.getAsJsonArray("required") : new JsonArray();
        required.add(field);
        json.add("required", required);
        return json;
    }

    static JsonElement named(String field, String name, JsonObject rest) {
        JsonObject json = new JsonObject();
        json.addProperty(field, name);
        rest.asMap().forEach(json::add);
        return json;
    }
}
