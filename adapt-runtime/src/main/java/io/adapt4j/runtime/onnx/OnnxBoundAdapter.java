package io.adapt4j.runtime.onnx;

import io.adapt4j.Adapter;
import io.adapt4j.BoundAdapter;
import io.adapt4j.runtime.onnx.ort.NativeTensor;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** An adapter's native tensors with their reference count. */
final class OnnxBoundAdapter implements BoundAdapter {
    private final OnnxAdaptedModel model;
    private final Adapter adapter;
    private final OnnxAdaptedModel.Variant variant;
    private final AdapterTensors tensors;
    private final AtomicInteger references = new AtomicInteger(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    OnnxBoundAdapter(
            OnnxAdaptedModel model, Adapter adapter, OnnxAdaptedModel.Variant variant, AdapterTensors tensors) {
        this.model = model;
        this.adapter = adapter;
        this.variant = variant;
        this.tensors = tensors;
        model.account(tensors.byteSize());
    }

    OnnxAdaptedModel model() {
        return model;
    }

    OnnxAdaptedModel.Variant variant() {
        return variant;
    }

    Map<String, NativeTensor> tensors() {
        return tensors.byInput();
    }

    @Override
    public Adapter adapter() {
        return adapter;
    }

    @Override
    public long residentBytes() {
        return tensors.byteSize();
    }

    @Override
    public boolean tryRetain() {
        int count = references.get();
        while (count > 0) {
            if (references.compareAndSet(count, count + 1)) {
                return true;
            }
            count = references.get();
        }
        return false;
    }

    @Override
    public void release() {
        if (references.decrementAndGet() == 0) {
            tensors.free();
            model.account(-tensors.byteSize());
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }
}
