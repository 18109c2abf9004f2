package io.adapt4j.train.recipe.document;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;

/**
 * What a part of a document may be.
 *
 * @param <T> what is made of it
 */
public interface Shape<T> {

    /** Makes a value of a node; empty, and with a problem added, when it is not of this shape. */
    Optional<T> read(Node node, Problems problems);

    /** What {@link #read} reads as this value. */
    JsonElement write(T value);

    /** The shape as a JSON Schema (draft 2020-12). */
    JsonObject schema();
}
