package io.adapt4j.runtime.onnx.ort;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps ONNX Runtime's environment until the process is gone. Its Java API releases it in a shutdown hook, while threads of the
 * application may still run sessions; a run that begins then ends the JVM with a segmentation fault. The environment is counted: who
 * makes it again gets the same one, and it is not freed before both have released it. The API makes one only, so the native
 * method behind it is called; the JAR has no module descriptor, so its package is open to that on the module path as well.
 */
final class HeldEnvironment {
    private static final Logger LOG = LoggerFactory.getLogger(HeldEnvironment.class);

    private HeldEnvironment() {}

    /** Must run after the environment was made. */
    static void hold(OrtLoggingLevel level) {
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            create.setAccessible(true);
            create.invoke(null, api.getLong(null), level.getValue(), OrtEnvironment.DEFAULT_NAME);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn(
                    "ONNX Runtime's environment cannot be held: close what runs before the JVM ends, or the JVM may crash"
                            + " at its end",
                    e);
        }
    }
}
