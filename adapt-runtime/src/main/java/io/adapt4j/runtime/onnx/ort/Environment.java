package io.adapt4j.runtime.onnx.ort;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import io.adapt4j.error.EngineException;

/** The process's one ONNX Runtime environment, with telemetry off. */
final class Environment {
    private static final OrtEnvironment ENVIRONMENT = create();

    private Environment() {}

    static OrtEnvironment get() {
        return ENVIRONMENT;
    }

    private static OrtEnvironment create() {
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime refuses to turn its telemetry off", e);
        }
        return environment;
    }
}
