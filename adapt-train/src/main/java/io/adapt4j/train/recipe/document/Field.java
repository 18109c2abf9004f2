package io.adapt4j.train.recipe.document;

import java.util.Optional;

/**
 * A field of an object.
 *
 * @param about what it is, for editors
 * @param required whether it must be there
 * @param otherwise its value when it is not there; empty where that depends on other fields
 */
public record Field<T>(String name, Shape<T> shape, String about, boolean required, Optional<T> otherwise) {

    /** A field that must be there. */
    public static <T> Field<T> required(String name, Shape<T> shape, String about) {
        return new Field<>(name, shape, about, true, Optional.empty());
    }

    /** A field that may be left out. */
    public static <T> Field<T> optional(String name, Shape<T> shape, String about) {
        return new Field<>(name, shape, about, false, Optional.empty());
    }

    /** A field that has a value when it is left out. */
    public static <T> Field<T> of(String name, Shape<T> shape, T otherwise, String about) {
        return new Field<>(name, shape, about, false, Optional.of(otherwise));
    }
}
