package io.adapt4j.train.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.tensor.Tensor;
import java.nio.ByteBuffer;

/**
 * FLOAT32 values of a session in memory that PyTorch reads where it lies.
 *
 * @param data a direct buffer in native order
 * @param shape their shape
 */
record HostFloats(ByteBuffer data, Shape shape) {

    static HostFloats zeros(Shape shape) {
        return new HostFloats(Tensor.allocate(DataType.FLOAT32, shape.size()), shape);
    }

    static HostFloats of(Tensor tensor) {
        HostFloats floats = zeros(tensor.shape());
        floats.data.asFloatBuffer().put(tensor.floats().duplicate());
        return floats;
    }

    /** The values as a constant. */
    NDArray constant(NDManager manager) {
        return manager.create(data, shape, DataType.FLOAT32);
    }
}
