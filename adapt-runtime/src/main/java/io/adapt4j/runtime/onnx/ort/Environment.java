package io.adapt4j.runtime.onnx.ort;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import io.adapt4j.error.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * The process's one ONNX Runtime environment, with telemetry off.
 *
 * <p>Where {@link NoTelemetry} cannot reach it, ONNX Runtime 1.29 matches regular expressions against the command line of the
 * process when it makes its environment on Linux, on the stack, about half a kilobyte per character: on a thread with the usual
 * stack a class path of 4 KB ends the JVM. So that is done on a thread whose stack is large enough for the command line that there
 * is.
 */
final class Environment {
    private static final long STACK = 8L << 20;
    private static final long STACK_PER_CHARACTER = 1024;
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private static final OrtEnvironment ENVIRONMENT = onLargeStack();

    private Environment() {}

    static OrtEnvironment get() {
        return ENVIRONMENT;
    }

    private static OrtEnvironment onLargeStack() {
        Start start = new Start(new CompletableFuture<>());
        Thread thread =
                new Thread(null, start, "adapt4j-onnx-start", STACK + STACK_PER_CHARACTER * commandLineLength());
        thread.setDaemon(true);
        thread.start();
        return start.environment.join();
    }

    private static long commandLineLength() {
        try {
            return Files.exists(COMMAND_LINE) ? Files.readAllBytes(COMMAND_LINE).length : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Uses nothing of the class around it, which is not initialised before this has run. */
    private record Start(CompletableFuture<OrtEnvironment> environment) implements Runnable {
        @Override
        public void run() {
            try {
                NoTelemetry.request();
                OrtLoggingLevel level = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
                OrtEnvironment created = OrtEnvironment.getEnvironment(level);
                HeldEnvironment.hold(level);
                created.setTelemetry(false);
                environment.complete(created);
            } catch (OrtException e) {
                environment.completeExceptionally(
                        new EngineException("ONNX Runtime refuses to turn its telemetry off", e));
            } catch (Throwable e) { // whatever it is, it belongs to the caller
                environment.completeExceptionally(e);
            }
        }
    }
}
