package io.adapt4j.runtime.onnx.ort;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.common.util.concurrent.Uninterruptibles;
import io.adapt4j.error.EngineException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A thread with room to recurse. ONNX Runtime follows a graph's chains by recursion when it loads it, at about 500 bytes for each
 * node: on a Java thread's stack of 1 MB a chain of two thousand nodes, as graphs for training have, ends the process.
 */
final class DeepStack {
    /** Reserved, not used: memory is taken as the recursion goes. */
    private static final long BYTES = 256L << 20;

    private DeepStack() {}

    /** Makes a session there and waits for it. */
    static OrtSession open(Callable<OrtSession> action) throws OrtException {
        FutureTask<OrtSession> task = new FutureTask<>(action);
        Thread thread = new Thread(null, task, "adapt4j-open", BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            return Objects.requireNonNull(Uninterruptibles.getUninterruptibly(task));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OrtException refused) {
                throw refused;
            }
            throw new EngineException("ONNX Runtime failed to open a session: " + e.getCause(), e.getCause());
        }
    }
}
