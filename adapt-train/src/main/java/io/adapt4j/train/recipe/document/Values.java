package io.adapt4j.train.recipe.document;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The values of the fields of an object that was read. */
public final class Values {
    private final Map<String, Object> values = new HashMap<>();

    void put(String field, Object value) {
        values.put(field, value);
    }

    /** The value of a field that is there, or has one when it is not. */
    public <T> T get(Field<T> field) {
        return find(field).orElseThrow(() -> new IllegalArgumentException(field.name() + " is missing"));
    }

    /** The value of a field, if it is there or has one when it is not. */
    @SuppressWarnings("unchecked")
    public <T> Optional<T> find(Field<T> field) {
        Optional<T> given = Optional.ofNullable((T) values.get(field.name()));
        return given.isPresent() ? given : field.otherwise();
    }
}
