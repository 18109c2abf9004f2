package io.adapt4j.runtime.onnx.ort;

import ai.djl.Device;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.adapt4j.error.EngineException;
import io.adapt4j.error.UnsupportedFeatureException;

/** What the ONNX Runtime on the class path can run on. */
public final class Devices {
    private Devices() {}

    /**
     * Refuses a device that no session could be opened on.
     *
     * @throws UnsupportedFeatureException when it is neither the CPU nor a GPU, or a GPU and ONNX Runtime was built without
     *     CUDA
     */
    public static void require(Device device) {
        if (device.isGpu() ? !hasCuda() : !device.equals(Device.cpu())) {
            throw new UnsupportedFeatureException("The ONNX engine cannot run on " + device + "; "
                    + (device.isGpu()
                            ? "the ONNX Runtime on the class path has no CUDA: put com.microsoft.onnxruntime:onnxruntime_gpu"
                                    + " there in place of com.microsoft.onnxruntime:onnxruntime"
                            : "it runs on " + Device.cpu() + " and, with CUDA, on GPUs such as " + Device.gpu()));
        }
    }

    static boolean hasCuda() {
        Environment.get();
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    }

    /** Lets the sessions made with these options run on a device. */
    static void select(Device device, OrtSession.SessionOptions options) {
        if (device.isGpu()) {
            try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device.getDeviceId())) {
                // Products in TensorFloat-32 would differ from the CPU's in the third digit.
                cuda.add("use_tf32", "0");
                options.addCUDA(cuda);
            } catch (OrtException e) {
                throw new EngineException(
                        "ONNX Runtime cannot use " + device + ": " + e.getMessage()
                                + "; it needs an NVIDIA driver and the CUDA and cuDNN that it was built for",
                        e);
            }
        }
    }
}
