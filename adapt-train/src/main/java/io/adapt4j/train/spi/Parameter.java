package io.adapt4j.train.spi;

import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;

/**
 * One tensor of a training session that the caller sets, as a rule a trained one.
 *
 * @param module the target module it belongs to; empty for the head
 * @param name what its method calls it
 * @param role what it is, which decides how it is optimised
 * @param shape its shape
 * @param value the parameters in row-major order; the optimizer writes them in place between steps
 * @param gradient the gradient of the last step
 */
public record Parameter(String module, String name, Role role, Shape shape, FloatBuffer value, FloatBuffer gradient) {

    /** What a parameter is. */
    public enum Role {
        /** A matrix of a delta. */
        MATRIX,
        /** A matrix of a delta that starts at zero and may learn faster (LoRA's B). */
        OUTER_MATRIX,
        /** Factors of activations or lengths, which weight decay would pull to zero and does not. */
        SCALE,
        /** A tensor of a delta that stays as it starts; its gradient is zero. */
        FROZEN,
        /** A head's weight, {@code [labels, hidden]}. */
        HEAD_WEIGHT,
        /** A head's bias, {@code [labels]}. */
        HEAD_BIAS
    }

    /** Whether the optimizer changes it. */
    public boolean isTrained() {
        return role != Role.FROZEN;
    }

    /** The first dimension. */
    public int rows() {
        return (int) shape.get(0);
    }

    /** The elements of one row. */
    public int columns() {
        return size() / rows();
    }

    /** The number of parameters. */
    public int size() {
        return (int) shape.size();
    }
}
