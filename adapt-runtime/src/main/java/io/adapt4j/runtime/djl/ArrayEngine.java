package io.adapt4j.runtime.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.util.passthrough.PassthroughNDManager;
import io.adapt4j.runtime.text.Telemetry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the arrays of translators live. The models here need no engine of DJL's, but most translators compute with arrays, and
 * DJL has no arithmetic of its own: PyTorch's is used where its natives are on the class path, else that of the default engine.
 * Without any, arrays can be made and read and nothing else.
 */
final class ArrayEngine {
    private static final Logger LOG = LoggerFactory.getLogger(ArrayEngine.class);

    private ArrayEngine() {}

    /** A manager of the caller's: an engine's, or one without arithmetic. */
    static NDManager newManager() {
        // Without natives on the class path PyTorch would download them.
        return Telemetry.offline(() -> {
            try {
                String engine = Engine.hasEngine("PyTorch") ? "PyTorch" : Engine.getDefaultEngineName();
                return engine == null ? PassthroughNDManager.INSTANCE : NDManager.newBaseManager(Device.cpu(), engine);
            } catch (RuntimeException | LinkageError | AssertionError e) {
                LOG.info("No engine of DJL's can be started; translators cannot compute with arrays", e);
                return PassthroughNDManager.INSTANCE;
            }
        });
    }

    static boolean computes(NDManager manager) {
        return !(manager instanceof PassthroughNDManager);
    }
}
