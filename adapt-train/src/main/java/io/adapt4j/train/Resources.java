package io.adapt4j.train;

/**
 * What a training may use of the machine. It changes how long a training takes and how much memory, and what comes out in
 * the last bits only.
 *
 * @param cacheActivations whether what the frozen layers before the first adapted one make of a text is computed once and kept
 *     for all epochs, where that saves a good part of a step. It is computed of each text alone, without padding, so that it
 *     depends on neither the batch nor the order; a training without it differs from one with it in the last bits, since
 *     padding does that
 * @param activationBytes how much of that may be on the Java heap, in bytes; what is more goes to a temporary file
 * @param recompute whether the backward pass computes most of what it needs of the forward pass again, layer by layer, in place
 *     of keeping it: less memory for more time
 */
public record Resources(boolean cacheActivations, long activationBytes, boolean recompute) {

    public Resources {
        if (activationBytes < 0) {
            throw new IllegalArgumentException("activationBytes is 0 or more, but was " + activationBytes);
        }
    }

    /** Activations are cached, in up to a quarter of the Java heap and beyond that in a file; nothing is recomputed. */
    public static Resources defaults() {
        return new Resources(true, Runtime.getRuntime().maxMemory() / 4, false);
    }

    /** Every step computes the frozen layers too. */
    public Resources withoutActivationCache() {
        return new Resources(false, activationBytes, recompute);
    }

    /** Activations are cached, in so many bytes of the Java heap and beyond that in a file. */
    public Resources withActivationBytes(long bytes) {
        return new Resources(true, bytes, recompute);
    }

    /** The backward pass recomputes the forward pass layer by layer. */
    public Resources withRecomputation() {
        return new Resources(cacheActivations, activationBytes, true);
    }
}
