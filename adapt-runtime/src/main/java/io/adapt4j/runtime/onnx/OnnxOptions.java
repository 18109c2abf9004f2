package io.adapt4j.runtime.onnx;

import ai.djl.Device;
import io.adapt4j.ModelOptions;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.onnx.ort.Devices;
import io.adapt4j.runtime.onnx.ort.SessionSettings;
import java.util.Map;

/**
 * What the ONNX engine understands of {@link ModelOptions}.
 *
 * @param threads threads that one run may use; 0 leaves the choice to ONNX Runtime
 * @param prepack whether the sessions that serve keep a rearranged copy of the weights, which makes small batches twice
 *     as fast; property {@code prepacking}, {@code serving} (the default) or {@code none}
 * @param device where every session of the base runs
 */
record OnnxOptions(int threads, boolean prepack, Device device) {

    static OnnxOptions of(ModelOptions options) {
        for (String name : options.properties().keySet()) {
            if (!name.equals("prepacking")) {
                throw new UnsupportedFeatureException(
                        "The ONNX engine knows no property \"" + name + "\"; it knows prepacking");
            }
        }
        Devices.require(options.device());
        String prepacking = ((Map<String, String>) options.properties()).getOrDefault("prepacking", "serving");
        return switch (prepacking) {
            case "serving" -> new OnnxOptions(options.threads(), true, options.device());
            case "none" -> new OnnxOptions(options.threads(), false, options.device());
            default ->
                throw new UnsupportedFeatureException(
                        "The property prepacking is serving or none, but was \"" + prepacking + "\"");
        };
    }

    SessionSettings serving() {
        return new SessionSettings(threads, prepack, device);
    }

    SessionSettings shared() {
        return new SessionSettings(threads, false, device);
    }
}
