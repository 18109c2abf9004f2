package io.adapt4j.runtime.pytorch.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.adapt4j.error.TrainingException;
import io.adapt4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/**
 * One computation whose gradients are wanted: what is computed between its making and {@link #close}, on the thread that made
 * it, with arrays that came from it. Tapes of several threads do not disturb each other or calls that serve. Closing it frees
 * all of its arrays.
 */
public final class GradientTape implements AutoCloseable {
    private final ScriptModule module;
    private final PtNDManager manager;
    private final boolean before;

    /** @param module the program to be run, which stays as it is */
    public GradientTape(ScriptModule module) {
        this.module = module;
        this.manager = LibTorch.newManager(module.device());
        this.before = LibTorch.beginCall(true);
    }

    /** Makes further arrays, which are constants. */
    public NDManager manager() {
        return manager;
    }

    /** A constant. */
    public NDArray constant(Tensor tensor) {
        return HostArrays.toNative(tensor, manager);
    }

    /**
     * FLOAT32 values for which a gradient is wanted. On the CPU they are read where they lie: they must not change before the tape
     * is closed.
     *
     * @param data a direct buffer in native order
     */
    public NDArray trainable(ByteBuffer data, long... dims) {
        PtNDArray array = manager.create(data, new Shape(dims), DataType.FLOAT32);
        JniUtils.attachGradient(array, true);
        return array;
    }

    /**
     * Runs the program.
     *
     * @param dictionary what it is given as {@link ScriptModule#DICTIONARY}
     * @return its outputs, in the order of {@link ScriptModule#run}
     */
    public List<NDArray> run(Map<String, Tensor> inputs, Map<String, NDArray> dictionary) {
        return module.record(inputs, dictionary, manager);
    }

    /** Computes the gradients of a loss, one number, with respect to all trainables. */
    public void backward(NDArray loss) {
        if (loss.getShape().size() != 1 || loss.getDataType() != DataType.FLOAT32) {
            throw new TrainingException(
                    "A loss is one FLOAT32 number, but was " + loss.getDataType() + loss.getShape());
        }
        try (NDArray one = manager.ones(loss.getShape())) {
            JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
        } catch (ai.djl.engine.EngineException e) {
            throw ScriptModule.failure(e);
        }
    }

    /** Copies the gradient of a trainable; zeros where the loss does not depend on it. */
    public void gradient(NDArray trainable, FloatBuffer target) {
        PtNDArray gradient = JniUtils.getGradient((PtNDArray) trainable);
        FloatBuffer into = target.duplicate();
        if (gradient == null) {
            while (into.hasRemaining()) {
                into.put(0);
            }
            return;
        }
        try (gradient) {
            into.put(JniUtils.getByteBuffer(gradient, true).asFloatBuffer());
        }
    }

    /** Frees all arrays and ends recording on this thread. */
    @Override
    public void close() {
        manager.close();
        LibTorch.endCall(before);
    }
}
