package io.adapt4j.train.pytorch;

import ai.djl.ndarray.NDArray;
import io.adapt4j.runtime.pytorch.script.TorchTarget;
import io.adapt4j.train.method.TrainedFactors;
import io.adapt4j.train.ops.TensorOps;

/** How the tensors of an adapter meet those of the base in a step: here, as they are. */
class StepForm {
    private final TensorOps<NDArray> ops;

    StepForm(TensorOps<NDArray> ops) {
        this.ops = ops;
    }

    TensorOps<NDArray> ops() {
        return ops;
    }

    /** The axes that the adapter's tensors have before those that the adapter's own have. */
    int leadingAxes() {
        return 0;
    }

    /** A tensor that belongs to the adapter, with as many axes as the adapter's own has. */
    NDArray own(NDArray tensor, int rank) {
        return tensor;
    }

    /** Factors as the program takes them. */
    TrainedFactors<NDArray> forBase(TorchTarget target, boolean takesFactors, TrainedFactors<NDArray> factors) {
        return factors;
    }

    /** The hidden states, {@code [texts, sequence, hidden]}, as the loss meets them. */
    NDArray states(NDArray hiddenStates) {
        return hiddenStates;
    }

    /** Outputs of the head without those that are not the adapter's. */
    NDArray ownOutputs(NDArray outputs) {
        return outputs;
    }

    /** What is differentiated, one number, made of the loss. */
    NDArray total(NDArray loss) {
        return loss;
    }
}
