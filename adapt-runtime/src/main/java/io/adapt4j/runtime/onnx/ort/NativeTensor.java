package io.adapt4j.runtime.onnx.ort;

import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.adapt4j.error.EngineException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor that ONNX Runtime reads from, or writes to, a direct buffer of the caller's without copying. It is made once
 * and used for any number of runs; the caller may change the buffer between runs.
 */
public final class NativeTensor implements AutoCloseable {
    private final OnnxTensor tensor;
    private final int byteSize;

    private NativeTensor(OnnxTensor tensor, int byteSize) {
        this.tensor = tensor;
        this.byteSize = byteSize;
    }

    /**
     * Wraps a buffer.
     *
     * @param data direct, in native order, of exactly the bytes that the dimensions take
     */
    public static NativeTensor of(DataType type, ByteBuffer data, long... dims) {
        long bytes = type.getNumOfBytes();
        for (long dim : dims) {
            bytes *= dim;
        }
        if (!data.isDirect() || data.order() != ByteOrder.nativeOrder() || data.remaining() != bytes) {
            throw new InvalidInputException("A native tensor takes a direct buffer in native order of " + bytes
                    + " bytes, but was given " + data + " in " + data.order());
        }
        try {
            return new NativeTensor(
                    OnnxTensor.createTensor(Environment.get(), data, dims, ElementTypes.toRuntime(type)),
                    data.remaining());
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime refused a tensor of " + type, e);
        }
    }

    /** Wraps a host tensor; one on the heap is copied to a direct buffer first. */
    public static NativeTensor of(Tensor tensor) {
        ByteBuffer data = tensor.data();
        if (!data.isDirect()) {
            ByteBuffer direct = ByteBuffer.allocateDirect(data.remaining()).order(ByteOrder.nativeOrder());
            data = direct.put(data).flip().order(ByteOrder.nativeOrder());
        }
        return of(tensor.dataType(), data, tensor.shape().getShape());
    }

    OnnxTensor get() {
        return tensor;
    }

    /** The bytes of the buffer. */
    public int byteSize() {
        return byteSize;
    }

    /** Frees the native handle; the buffer is the caller's. */
    @Override
    public void close() {
        if (!tensor.isClosed()) {
            tensor.close();
        }
    }
}
