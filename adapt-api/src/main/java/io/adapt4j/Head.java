package io.adapt4j;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.tensor.Tensor;

/**
 * A task's output layer, {@code logits = pooled weight^T + bias}.
 *
 * @param weight FLOAT32 {@code [labels, hidden]}
 * @param bias FLOAT32 {@code [labels]}
 */
public record Head(Tensor weight, Tensor bias) {

    public Head {
        if (weight.dataType() != DataType.FLOAT32
                || bias.dataType() != DataType.FLOAT32
                || weight.shape().dimension() != 2
                || bias.shape().dimension() != 1
                || weight.dimension(0) != bias.dimension(0)) {
            throw new InvalidAdapterException("A head is a float32 weight [labels, hidden] and a float32 bias [labels],"
                    + " but was given " + weight + " and " + bias);
        }
    }

    /** The number of labels. */
    public int outputs() {
        return (int) weight.dimension(0);
    }

    /** The size of the vector that the head takes. */
    public int hidden() {
        return (int) weight.dimension(1);
    }
}
