package io.adapt4j.runtime.onnx;

import io.adapt4j.BoundAdapter;
import io.adapt4j.ContentHash;
import io.adapt4j.runtime.onnx.edit.Hook;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** An adapter's native tensors with their reference count. */
final class OnnxBoundAdapter implements BoundAdapter {
    private final OnnxAdaptedModel model;
    private final ContentHash adapter;
    private final AdaptedSession session;
    private final SortedSet<Hook> hooks;
    private final AdapterTensors tensors;
    private final AtomicInteger references = new AtomicInteger(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    OnnxBoundAdapter(
            OnnxAdaptedModel model,
            ContentHash adapter,
            AdaptedSession session,
            SortedSet<Hook> hooks,
            AdapterTensors tensors) {
        this.model = model;
        this.adapter = adapter;
        this.session = session;
        this.hooks = hooks;
        this.tensors = tensors;
        model.account(tensors.byteSize());
    }

    OnnxAdaptedModel model() {
        return model;
    }

    /** The session whose calls take the tensors as they are. */
    AdaptedSession session() {
        return session;
    }

    /** What the adapter touches. */
    SortedSet<Hook> hooks() {
        return hooks;
    }

    AdapterTensors tensors() {
        return tensors;
    }

    @Override
    public ContentHash adapter() {
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

    @Override
    public String toString() {
        return "bound adapter " + adapter.abbreviated();
    }
}
