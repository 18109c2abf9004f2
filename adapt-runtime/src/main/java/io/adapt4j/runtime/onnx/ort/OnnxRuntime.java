package io.adapt4j.runtime.onnx.ort;

/** The native library that runs ONNX models. */
public final class OnnxRuntime {
    private OnnxRuntime() {}

    /** Its version, such as {@code 1.29.0}. */
    public static String version() {
        return Environment.get().getVersion();
    }
}
