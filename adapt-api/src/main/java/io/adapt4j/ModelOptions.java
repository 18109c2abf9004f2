package io.adapt4j;

import java.util.Map;

/**
 * How a base model is opened.
 *
 * @param threads threads that one call may use inside the engine; 0 leaves the choice to the engine
 * @param properties settings that only one engine knows, by name; an engine refuses names that it does not know
 */
public record ModelOptions(int threads, Map<String, String> properties) {

    public ModelOptions {
        if (threads < 0) {
            throw new IllegalArgumentException("threads is 0 or more, but was " + threads);
        }
        properties = Map.copyOf(properties);
    }

    /** Everything left to the engine. */
    public static ModelOptions defaults() {
        return new ModelOptions(0, Map.of());
    }

    public ModelOptions withThreads(int newThreads) {
        return new ModelOptions(newThreads, properties);
    }

    public ModelOptions withProperty(String name, String value) {
        var copy = new java.util.HashMap<>(properties);
        copy.put(name, value);
        return new ModelOptions(threads, copy);
    }
}
