package io.adapt4j.runtime.pytorch;

import io.adapt4j.ContentHash;
import io.adapt4j.runtime.engine.AbstractBoundAdapter;
import io.adapt4j.runtime.pytorch.libtorch.TensorDictionary;

/** An adapter's native tensors, as the program takes them. */
final class PyTorchBoundAdapter extends AbstractBoundAdapter<MergedDictionary> {
    private final TensorDictionary tensors;
    private final boolean mixes;

    /** @param mixes whether rows of one batch can have this adapter and others */
    PyTorchBoundAdapter(PyTorchAdaptedModel model, ContentHash adapter, TensorDictionary tensors, boolean mixes) {
        super(model, adapter, tensors.byteSize());
        this.tensors = tensors;
        this.mixes = mixes;
    }

    TensorDictionary tensors() {
        return tensors;
    }

    boolean mixes() {
        return mixes;
    }

    @Override
    protected void free() {
        tensors.close();
    }
}
