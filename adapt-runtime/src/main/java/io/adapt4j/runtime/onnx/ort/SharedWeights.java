package io.adapt4j.runtime.onnx.ort;

import io.adapt4j.error.DeploymentException;
import io.adapt4j.runtime.onnx.graph.TensorData;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The weights of one base model, in memory once: every session of a graph derived from the base reads them from the
 * same buffers. Values are told apart by identity, so that a copied and edited graph finds the base's own.
 */
public final class SharedWeights implements AutoCloseable {
    /** Smaller values stay in the graph, where ONNX Runtime folds shapes and axes. */
    private static final int SMALLEST_SHARED = 1024;

    private final Map<TensorData, NativeTensor> tensors = new IdentityHashMap<>();
    private final @Nullable SharedWeights others;
    private final Set<TensorData> own;
    private boolean closed;

    public SharedWeights() {
        this(null, Set.of());
    }

    private SharedWeights(@Nullable SharedWeights others, Set<TensorData> own) {
        this.others = others;
        this.own = own;
    }

    /** The weights of a graph that has some of its own, which are freed with what is returned, and shares all others. */
    public SharedWeights with(Collection<TensorData> further) {
        Set<TensorData> identities = Collections.newSetFromMap(new IdentityHashMap<>());
        identities.addAll(further);
        return new SharedWeights(this, identities);
    }

    /** Whether a value is large enough, and of a type, to be shared. */
    public static boolean isShared(TensorData data) {
        return data.data().remaining() >= SMALLEST_SHARED
                && ElementTypes.ofOnnx(data.elementType()).getNumOfBytes() > 0
                && data.size() * ElementTypes.ofOnnx(data.elementType()).getNumOfBytes()
                        == data.data().remaining();
    }

    /** The native tensor over a value, made on first use. */
    synchronized NativeTensor tensor(TensorData data) {
        if (others != null && !own.contains(data)) {
            return others.tensor(data);
        }
        if (closed) {
            throw new DeploymentException("The base model has been closed");
        }
        return tensors.computeIfAbsent(
                data, d -> NativeTensor.of(ElementTypes.ofOnnx(d.elementType()), d.data(), d.dims()));
    }

    /** Frees the native handles; all sessions must have been closed before. */
    @Override
    public synchronized void close() {
        closed = true;
        tensors.values().forEach(NativeTensor::close);
        tensors.clear();
    }
}
