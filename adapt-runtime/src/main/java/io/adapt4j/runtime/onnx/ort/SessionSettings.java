package io.adapt4j.runtime.onnx.ort;

import ai.djl.Device;

/**
 * How a session is made.
 *
 * @param threads threads that one run may use; 0 leaves the choice to ONNX Runtime
 * @param prepack whether the session keeps a second, rearranged copy of the weights of matrix products: measured on
 *     MiniLM, 42 MB more, 4% faster at 8x64 tokens and twice as fast at 1x16, and bit for bit the results of a session
 *     that shares nothing
 * @param device the CPU, or a GPU: then the weights are copied to its memory
 * @param planned whether ONNX Runtime lays out one block of memory for each shape of inputs that it has seen. Not for training,
 *     where batches have many shapes and the block is larger than what is alive at any time: measured on MiniLM at 16x128, a
 *     step with planning takes 500 MB more
 */
public record SessionSettings(int threads, boolean prepack, Device device, boolean planned) {

    /** As the other constructor, with memory planned. */
    public SessionSettings(int threads, boolean prepack, Device device) {
        this(threads, prepack, device, true);
    }

    /** The same without planning of memory. */
    public SessionSettings unplanned() {
        return new SessionSettings(threads, prepack, device, false);
    }

    /** For sessions on the CPU that must not cost memory. */
    public static SessionSettings shared(int threads) {
        return new SessionSettings(threads, false, Device.cpu());
    }
}
