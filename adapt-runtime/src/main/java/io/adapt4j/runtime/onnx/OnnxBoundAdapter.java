package io.adapt4j.runtime.onnx;

import io.adapt4j.BoundAdapter;
import io.adapt4j.ContentHash;
import io.adapt4j.method.Factors;
import io.adapt4j.runtime.onnx.edit.AdapterInjection;
import io.adapt4j.runtime.onnx.edit.Hook;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An adapter's native tensors with their reference count. */
final class OnnxBoundAdapter implements BoundAdapter {
    private final OnnxAdaptedModel model;
    private final ContentHash adapter;
    private final AdaptedSession session;
    private final SortedSet<Hook> hooks;
    private final AdapterTensors tensors;
    private final AtomicInteger references = new AtomicInteger(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable MergedSession merged;

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

    /** What the adapter does, by module. */
    Map<String, Factors> factors() {
        Map<String, Factors> factors = new TreeMap<>();
        Set<String> touched = new HashSet<>();
        hooks.forEach(hook -> touched.add(hook.module()));
        for (AdapterInjection.Group group : session.groups()) {
            for (AdapterInjection.Member member : group.members()) {
                Factors own = tensors.factors(
                        member.site(), member.alpha(), session.biases().get(member.site()));
                if (own != null && touched.contains(member.path())) {
                    factors.put(member.path(), own);
                }
            }
        }
        return factors;
    }

    /** The session over weights of the adapter's own, with a reference that the caller must release; null without one. */
    @Nullable
    MergedSession retainMerged() {
        MergedSession present = merged;
        return present != null && present.tryRetain() ? present : null;
    }

    /** Runs on weights of its own from now on; returns how many bytes they take. */
    synchronized long merge(Supplier<MergedSession> opener) {
        MergedSession present = merged;
        if (present == null) {
            present = opener.get();
            model.account(present.byteSize());
            merged = present;
        }
        return present.byteSize();
    }

    synchronized void unmerge() {
        MergedSession present = merged;
        if (present != null) {
            merged = null;
            model.account(-present.byteSize());
            present.release();
        }
    }

    @Override
    public ContentHash adapter() {
        return adapter;
    }

    @Override
    public long residentBytes() {
        MergedSession present = merged;
        return tensors.byteSize() + (present == null ? 0 : present.byteSize());
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
            unmerge();
            model.forget(this);
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
