package io.adapt4j.runtime.onnx.ort;

/**
 * How a session is made.
 *
 * @param threads threads that one run may use; 0 leaves the choice to ONNX Runtime
 * @param prepack whether the session keeps a second, rearranged copy of the weights of matrix products: measured on
 *     MiniLM, 42 MB more, 4% faster at 8x64 tokens and twice as fast at 1x16, and bit for bit the results of a session
 *     that shares nothing
 */
public record SessionSettings(int threads, boolean prepack) {

    /** For serving requests. */
    public static SessionSettings serving(int threads) {
        return new SessionSettings(threads, true);
    }

    /** For sessions that must not cost memory, such as training. */
    public static SessionSettings shared(int threads) {
        return new SessionSettings(threads, false);
    }
}
