package io.adapt4j.runtime.onnx.ort;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns ONNX Runtime's telemetry off before there is any. From 1.29 on it starts with the environment on Linux and macOS, where
 * only a variable of the process keeps it from starting: it reads the command line and the machine's identity, runs a shell
 * for it, and can end a JVM that has a long command line or no shell. Java cannot set such a variable, the C library can.
 */
final class NoTelemetry {
    private static final Logger LOG = LoggerFactory.getLogger(NoTelemetry.class);
    static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

    private NoTelemetry() {}

    private interface CLibrary extends Library {
        int setenv(String name, String value, int overwrite);
    }

    /** Must run before ONNX Runtime's environment is made. */
    static void request() {
        if (Platform.isWindows() || "1".equals(System.getenv(VARIABLE))) {
            return;
        }
        try {
            CLibrary library = Native.load(Platform.C_LIBRARY_NAME, CLibrary.class);
            if (library.setenv(VARIABLE, "1", 1) == 0) {
                return;
            }
            LOG.warn("The variable {} could not be set", VARIABLE);
        } catch (LinkageError | RuntimeException e) {
            LOG.warn(
                    "The C library cannot be called to set {}; set it before the JVM starts, or ONNX Runtime's telemetry starts"
                            + " before it is turned off",
                    VARIABLE,
                    e);
        }
    }
}
