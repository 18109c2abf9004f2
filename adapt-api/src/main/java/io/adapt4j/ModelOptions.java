package io.adapt4j;

import ai.djl.Device;
import java.util.Map;

/**
 * How a base model is opened.
 *
 * @param threads threads that one call may use inside the engine; 0 leaves the choice to the engine
 * @param device where the model runs; an engine refuses a device that it cannot use
 * @param properties settings that only one engine knows, by name; an engine refuses names that it does not know
 */
public record ModelOptions(int threads, Device device, Map<String, String> properties) {

    public ModelOptions {
        if (threads < 0) {
            throw new IllegalArgumentException("threads is 0 or more, but was " + threads);
        }
        properties = Map.copyOf(properties);
    }

    /** On the CPU, everything else left to the engine. */
    public static ModelOptions defaults() {
        return new ModelOptions(0, Device.cpu(), Map.of());
    }

    public ModelOptions withThreads(int newThreads) {
        return new ModelOptions(newThreads, device, properties);
    }

    /** On another device, such as {@code Device.gpu()}, the first GPU. */
    public ModelOptions withDevice(Device newDevice) {
        return new ModelOptions(threads, newDevice, properties);
    }

    public ModelOptions withProperty(String name, String value) {
        var copy = new java.util.HashMap<>(properties);
        copy.put(name, value);
        return new ModelOptions(threads, device, copy);
    }
}
