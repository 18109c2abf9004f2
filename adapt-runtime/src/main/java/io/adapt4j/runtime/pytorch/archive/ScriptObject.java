package io.adapt4j.runtime.pytorch.archive;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An object of a class of the archive's source, such as a module. Its attributes are {@link ScriptObject},
 * {@link StoredTensor}, {@link java.util.List}, {@link Map}, {@link String}, {@link Long}, {@link Double},
 * {@link Boolean}, or something that {@link PickleValue} names. Objects are compared by identity: a module that hangs
 * in two places of the tree is one object.
 */
public final class ScriptObject {
    private final String type;
    private final Map<String, Object> attributes = new LinkedHashMap<>();

    ScriptObject(String type) {
        this.type = type;
    }

    /** The qualified name of its class, such as {@code __torch__.torch.nn.modules.linear.Linear}. */
    public String type() {
        return type;
    }

    /** Its attributes in the order of the class; none for an object that restores itself from a state of its own. */
    public Map<String, Object> attributes() {
        return Collections.unmodifiableMap(attributes);
    }

    /** The attribute, when it is of the class asked for. */
    public <T> Optional<T> attribute(String name, Class<T> kind) {
        Object value = attributes.get(name);
        return kind.isInstance(value) ? Optional.of(kind.cast(value)) : Optional.empty();
    }

    void set(String name, Object value) {
        attributes.put(name, value);
    }

    @Override
    public String toString() {
        return "an object of " + type;
    }
}
