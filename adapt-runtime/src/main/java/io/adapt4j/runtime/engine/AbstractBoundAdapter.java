package io.adapt4j.runtime.engine;

import io.adapt4j.BoundAdapter;
import io.adapt4j.ContentHash;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An adapter bound by an engine: its reference count, the account of its bytes, and the merged form that it may have.
 *
 * @param <M> the engine's merged form
 */
public abstract class AbstractBoundAdapter<M extends MergedForm> implements BoundAdapter {
    private final AbstractAdaptedModel<?, M> model;
    private final ContentHash adapter;
    private final long byteSize;
    private final References references = new References();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable M merged;

    /** @param byteSize the bytes that the adapter's own tensors take until they are freed */
    protected AbstractBoundAdapter(AbstractAdaptedModel<?, M> model, ContentHash adapter, long byteSize) {
        this.model = model;
        this.adapter = adapter;
        this.byteSize = byteSize;
        model.account(byteSize);
    }

    final AbstractAdaptedModel<?, M> model() {
        return model;
    }

    /** The merged form, with a reference that the caller must release; null without one. */
    public final @Nullable M retainMerged() {
        M present = merged;
        return present != null && present.tryRetain() ? present : null;
    }

    /** Runs in merged form from now on; returns how many bytes that takes. */
    final synchronized long merge(Supplier<M> opener) {
        M present = merged;
        if (present == null) {
            present = opener.get();
            model.account(present.byteSize());
            merged = present;
        }
        return present.byteSize();
    }

    final synchronized void unmerge() {
        M present = merged;
        if (present != null) {
            merged = null;
            model.account(-present.byteSize());
            present.release();
        }
    }

    /** Frees the adapter's own tensors; no call uses them any more. */
    protected abstract void free();

    @Override
    public final ContentHash adapter() {
        return adapter;
    }

    @Override
    public final long residentBytes() {
        M present = merged;
        return byteSize + (present == null ? 0 : present.byteSize());
    }

    @Override
    public final boolean tryRetain() {
        return references.tryRetain();
    }

    @Override
    public final void release() {
        if (references.release()) {
            unmerge();
            model.forget(this);
            free();
            model.account(-byteSize);
        }
    }

    @Override
    public final void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }

    @Override
    public final String toString() {
        return "bound adapter " + adapter.abbreviated();
    }
}
