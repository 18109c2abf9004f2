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
    /** The threads that the calling thread's calls may use; 0 where PyTorch chooses. */
    private static final ThreadLocal<Integer> APPLIED = ThreadLocal.withInitial(() -> 0);

    private static @Nullable Engine engine;
    private static volatile int threads;

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
     * Sets how many threads one call may use. It holds for the whole process and every model in it, from the next call on. The
     * number decides in which order sums are computed, and so their last bits.
     */
    public static void setThreads(int newThreads) {
        start();
        threads = newThreads;
    }

    /** How many threads one call may use; 0 where PyTorch chooses. */
    public static int threads() {
        return threads;
    }

    /** The version of the library, such as {@code 2.7.1}. */
    public static String version() {
        return start().getVersion();
    }

    /** PyTorch remembers the number on each calling thread. */
    private static void applyThreads() {
        int wanted = threads;
        if (wanted != APPLIED.get()) {
            JniUtils.setNumThreads(wanted);
            APPLIED.set(wanted);
        }
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
        boolean before = beginCall(recorded);
        try {
            return action.get();
        } finally {
            endCall(before);
        }
    }

    /** Prepares the calling thread; returns what {@link #endCall} wants to have. */
    static boolean beginCall(boolean recorded) {
        applyThreads();
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(recorded);
        JniUtils.setGraphExecutorOptimize(false);
        return before;
    }

    /** Leaves the calling thread as it was. */
    static void endCall(boolean before) {
        JniUtils.setGraphExecutorOptimize(true);
        JniUtils.setGradMode(before);
    }
}
