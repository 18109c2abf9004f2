package io.adapt4j.runtime.pytorch.libtorch;

import ai.djl.util.Utils;
import io.adapt4j.error.UnsupportedFeatureException;
import java.net.URL;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The native libraries of PyTorch on the class path. */
final class Natives {
    /** The version of PyTorch that DJL's native interface is built for. */
    private static final String PYTORCH = "2.7.1";

    private static final String JNI = PYTORCH + "-0.36.0";

    private Natives() {}

    /**
     * Refuses to go on without natives, which DJL would then download.
     *
     * @param resources finds a resource on the class path
     * @throws UnsupportedFeatureException naming the artifacts to add
     */
    static void require(Function<String, @Nullable URL> resources) {
        boolean elsewhere = Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH") != null;
        boolean library = elsewhere || resources.apply("native/lib/pytorch.properties") != null;
        if (!library || resources.apply("jnilib/pytorch.properties") == null) {
            throw new UnsupportedFeatureException(
                    "TorchScript models need PyTorch's native libraries, which are not on the" + " class path; add "
                            + artifacts());
        }
    }

    /** The artifacts that have the natives for this machine. */
    static String artifacts() {
        return "ai.djl.pytorch:pytorch-jni:" + JNI + " and ai.djl.pytorch:pytorch-native-cpu:" + PYTORCH
                + " with the classifier " + classifier() + "; for NVIDIA GPUs ai.djl.pytorch:pytorch-native-cu128:"
                + PYTORCH + " in place of the latter";
    }

    private static String classifier() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").equals("aarch64") ? "aarch64" : "x86_64";
        return (os.startsWith("win") ? "win" : os.startsWith("mac") ? "osx" : "linux") + "-" + arch;
    }
}
