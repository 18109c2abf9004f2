package io.adapt4j.runtime.pytorch;

import io.adapt4j.runtime.engine.MergedForm;
import io.adapt4j.runtime.pytorch.libtorch.TensorDictionary;

/** Weights into which one adapter is merged, passed with the call in place of the program's, which stay as they are. */
final class MergedDictionary extends MergedForm {
    private final TensorDictionary weights;

    MergedDictionary(TensorDictionary weights) {
        super(weights.byteSize());
        this.weights = weights;
    }

    TensorDictionary weights() {
        return weights;
    }

    @Override
    protected void free() {
        weights.close();
    }
}
