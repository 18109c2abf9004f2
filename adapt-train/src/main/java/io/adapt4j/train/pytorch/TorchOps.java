package io.adapt4j.train.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import io.adapt4j.train.ops.TensorOps;
import java.util.List;

/** Operations that PyTorch computes at once and remembers, where gradients are recorded. The results are the manager's. */
final class TorchOps implements TensorOps<NDArray> {
    private final NDManager manager;

    TorchOps(NDManager manager) {
        this.manager = manager;
    }

    @Override
    public NDArray scalar(double value) {
        return manager.create((float) value);
    }

    @Override
    public NDArray add(NDArray a, NDArray b) {
        return a.add(b);
    }

    @Override
    public NDArray sub(NDArray a, NDArray b) {
        return a.sub(b);
    }

    @Override
    public NDArray mul(NDArray a, NDArray b) {
        return a.mul(b);
    }

    @Override
    public NDArray div(NDArray a, NDArray b) {
        return a.div(b);
    }

    @Override
    public NDArray sqrt(NDArray a) {
        return a.sqrt();
    }

    @Override
    public NDArray exp(NDArray a) {
        return a.exp();
    }

    @Override
    public NDArray log(NDArray a) {
        return a.log();
    }

    @Override
    public NDArray relu(NDArray a) {
        return Activation.relu(a);
    }

    @Override
    public NDArray matMul(NDArray a, NDArray b) {
        return a.matMul(b);
    }

    @Override
    public NDArray transpose(NDArray a, int... axes) {
        return a.transpose(axes);
    }

    @Override
    public NDArray reshape(NDArray a, long... dims) {
        return a.reshape(dims);
    }

    @Override
    public NDArray slice(NDArray a, int axis, long start, long end) {
        NDIndex index = new NDIndex();
        for (int before = 0; before < axis; before++) {
            index.addAllDim();
        }
        return a.get(index.addSliceDim(start, end));
    }

    @Override
    public NDArray concat(int axis, List<NDArray> parts) {
        return NDArrays.concat(new NDList(parts), axis);
    }

    @Override
    public NDArray sum(NDArray a) {
        return a.sum();
    }

    @Override
    public NDArray sum(NDArray a, int axis) {
        return a.sum(new int[] {axis}, true);
    }

    @Override
    public NDArray mean(NDArray a) {
        return a.mean();
    }

    @Override
    public NDArray mean(NDArray a, int axis) {
        return a.mean(new int[] {axis}, true);
    }

    @Override
    public NDArray logSoftmax(NDArray a, int axis) {
        return a.logSoftmax(axis);
    }

    @Override
    public NDArray detached(NDArray a) {
        return a.stopGradient();
    }
}
