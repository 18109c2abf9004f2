package io.adapt4j.runtime.pytorch.libtorch;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies between host tensors and PyTorch's. */
final class HostArrays {
    private HostArrays() {}

    /** Copies a host tensor to the manager's device; the program may write to the copy. */
    static PtNDArray toNative(Tensor tensor, PtNDManager manager) {
        if (!ScriptModule.INPUT_TYPES.contains(tensor.dataType())) {
            throw new InvalidInputException(
                    "The PyTorch engine takes tensors of " + ScriptModule.INPUT_TYPES + ", but was given " + tensor);
        }
        PtNDArray array = empty(manager, tensor.dataType(), tensor.shape());
        if (tensor.byteSize() > 0) {
            JniUtils.getByteBuffer(array, true).put(tensor.data());
        }
        return onDevice(array, manager);
    }

    /** A tensor in host memory with anything in it. */
    static PtNDArray empty(PtNDManager manager, DataType type, Shape shape) {
        return JniUtils.createEmptyNdArray(manager, shape, type, Device.cpu(), SparseFormat.DENSE);
    }

    /** The tensor on the manager's device: itself, or a copy that takes its place. */
    static PtNDArray onDevice(PtNDArray array, PtNDManager manager) {
        if (!manager.getDevice().isGpu()) {
            return array;
        }
        PtNDArray copy = JniUtils.to(array, array.getDataType(), manager.getDevice());
        array.close();
        return copy;
    }

    /** Copies a tensor of PyTorch's to the Java heap. */
    static Tensor toHost(String name, PtNDArray array) {
        DataType type = array.getDataType();
        Shape shape = array.getShape();
        long bytes = Math.multiplyExact(shape.size(), (long) type.getNumOfBytes());
        if (bytes > Integer.MAX_VALUE) {
            throw new UnsupportedFeatureException(
                    "The output \"" + name + "\" is " + type + shape + ", more than the 2 GiB of a tensor");
        }
        ByteBuffer data = ByteBuffer.allocate((int) bytes).order(ByteOrder.nativeOrder());
        if (bytes > 0) {
            data.put(JniUtils.getByteBuffer(array, true)).flip();
        }
        return Tensor.of(type, shape, data);
    }
}
