package io.adapt4j.runtime.pytorch.libtorch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.text.Telemetry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** PyTorch's native library, which a process has once. */
public final class LibTorch {
    private static @Nullable Engine engine;

    private LibTorch() {}

    /**
     * Starts PyTorch, from the class path and without a call to anywhere.
     *
     * @param device where it should run
     * @throws UnsupportedFeatureException when its natives are missing or do not fit this machine, or it cannot run on the
     *     device; the message names the artifacts to add
     */
    public static void require(Device device) {
        start();
        boolean usable = device.isGpu()
                ? JniUtils.getFeatures().contains("CUDA") && device.getDeviceId() < CudaUtils.getGpuCount()
                : device.equals(Device.cpu());
        if (!usable) {
            throw new UnsupportedFeatureException("The PyTorch engine cannot run on " + device + "; it runs on "
                    + Device.cpu() + " and, with an NVIDIA GPU, its driver and natives for CUDA, on GPUs such as "
                    + Device.gpu() + ". The artifacts are " + Natives.artifacts());
        }
    }

    /**
     * Sets how many threads one call may use. It holds for the whole process and every model in it; threads that have run
     * a model before may keep what was set then.
     */
    public static void setThreads(int threads) {
        start();
        JniUtils.setNumThreads(threads);
    }

    private static synchronized Engine start() {
        Engine started = engine;
        if (started == null) {
            ClassLoader loader = LibTorch.class.getClassLoader();
            Natives.require(loader::getResource);
            started = Telemetry.offline(() -> {
                try {
                    return Engine.getEngine("PyTorch");
                } catch (RuntimeException | LinkageError | AssertionError e) {
                    throw new UnsupportedFeatureException(
                            "PyTorch's native libraries on the class path cannot be used here: " + e.getMessage()
                                    + "; those for this machine are " + Natives.artifacts(),
                            e);
                }
            });
            engine = started;
        }
        return started;
    }

    /** A manager of native memory, to be closed by the caller. */
    static PtNDManager newManager(Device device) {
        return (PtNDManager) start().newBaseManager(device);
    }

    /**
     * Does something on the calling thread with gradients recorded or not. DJL's default optimizer of programs is off: it
     * specialises a program to the shapes, dictionaries and gradient modes of its first calls, which here change call by call.
     */
    static <T> T withGradients(boolean recorded, Supplier<T> action) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(recorded);
        JniUtils.setGraphExecutorOptimize(false);
        try {
            return action.get();
        } finally {
            JniUtils.setGraphExecutorOptimize(true);
            JniUtils.setGradMode(before);
        }
    }
}
