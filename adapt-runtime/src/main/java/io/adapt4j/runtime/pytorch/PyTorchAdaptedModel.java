package io.adapt4j.runtime.pytorch;

import io.adapt4j.ContentHash;
import io.adapt4j.method.Factors;
import io.adapt4j.runtime.engine.AbstractAdaptedModel;
import io.adapt4j.runtime.engine.InputCheck;
import io.adapt4j.runtime.engine.Lifecycle;
import io.adapt4j.runtime.engine.RowGroups;
import io.adapt4j.runtime.pytorch.libtorch.TensorDictionary;
import io.adapt4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A TorchScript base that takes its adapter as an argument of each call. */
public final class PyTorchAdaptedModel extends AbstractAdaptedModel<PyTorchBoundAdapter, MergedDictionary> {
    private final PyTorchBaseModel base;

    PyTorchAdaptedModel(PyTorchBaseModel base, Lifecycle lifecycle, InputCheck check) {
        super(PyTorchBoundAdapter.class, lifecycle, check);
        this.base = base;
    }

    @Override
    public PyTorchBaseModel base() {
        return base;
    }

    @Override
    protected PyTorchBoundAdapter bind(ContentHash hash, Map<String, Factors> factors) {
        TensorDictionary tensors = base.layout().dictionary(base.device(), factors);
        return new PyTorchBoundAdapter(this, hash, tensors, base.mixes(factors.keySet()));
    }

    @Override
    protected Map<String, Tensor> runAlone(
            Map<String, Tensor> inputs, PyTorchBoundAdapter adapter, @Nullable MergedDictionary form) {
        return base.run(inputs, form == null ? adapter.tensors() : form.weights());
    }

    @Override
    protected Map<String, Tensor> runTogether(Map<String, Tensor> inputs, List<@Nullable PyTorchBoundAdapter> rows) {
        if (rows.stream().anyMatch(row -> row != null && !row.mixes())) {
            return RowGroups.run(inputs, rows, (part, adapter) -> run(part, adapter));
        }
        List<TensorDictionary> tensors = rows.stream()
                .map(row -> row == null ? base.untouched() : row.tensors())
                .toList();
        try (TensorDictionary batch = TensorDictionary.stacked(tensors, AdapterLayout::neutral)) {
            return base.run(inputs, batch);
        }
    }

    @Override
    protected MergedDictionary openMerged(PyTorchBoundAdapter adapter) {
        return new MergedDictionary(base.layout().merged(base.device(), adapter.tensors()));
    }

    void closeMerged() {
        unmergeAll();
    }
}
