package io.adapt4j.train.spi;

import java.nio.FloatBuffer;

/**
 * One trainable tensor of a training session.
 *
 * @param module the target module it belongs to; empty for the head
 * @param kind what it is, which decides how it is initialised and optimised
 * @param rows first dimension
 * @param columns second dimension
 * @param value the parameters in row-major order; the optimizer writes them in place between steps
 * @param gradient the gradient of the last step
 */
public record Parameter(String module, Kind kind, int rows, int columns, FloatBuffer value, FloatBuffer gradient) {

    /** What a parameter is. */
    public enum Kind {
        /** LoRA's A, {@code [in, rank]}. */
        LORA_A,
        /** LoRA's B, {@code [rank, out]}. */
        LORA_B,
        /** A head's weight, {@code [labels, hidden]}. */
        HEAD_WEIGHT,
        /** A head's bias, {@code [1, labels]}. */
        HEAD_BIAS
    }

    /** The number of parameters. */
    public int size() {
        return rows * columns;
    }
}
