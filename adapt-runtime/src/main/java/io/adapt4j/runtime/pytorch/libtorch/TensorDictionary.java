package io.adapt4j.runtime.pytorch.libtorch;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * FLOAT32 tensors by name in native memory, as a program takes them: made once, never changed, and passed to any number of calls
 * on any threads at once. Whoever makes one closes it, after the last of them.
 */
public final class TensorDictionary implements AutoCloseable {
    /** Tensors in one block begin at multiples of a cache line. */
    private static final long ALIGNMENT = 64 / Float.BYTES;

    private final PtNDManager manager;
    private final Map<String, PtNDArray> tensors = new TreeMap<>();
    private long byteSize;
    private @Nullable IValue value;

    private TensorDictionary(PtNDManager manager) {
        this.manager = manager;
    }

    /** Copies tensors to a device, into one block of memory. */
    public static TensorDictionary of(Device device, List<NamedFloats> tensors) {
        TensorDictionary dictionary = new TensorDictionary(LibTorch.newManager(device));
        return dictionary.filled(() -> dictionary.copy(tensors));
    }

    /**
     * Copies the tensors of the rows of a batch together, {@code [rows, ...]} each. Where they differ in their first dimension,
     * the rank, smaller ones are padded with zeros.
     *
     * @param rows one dictionary for each row
     * @param missing what the tensor of that name is filled with in a row that does not have it
     */
    public static TensorDictionary stacked(List<TensorDictionary> rows, ToDoubleFunction<String> missing) {
        TensorDictionary dictionary =
                new TensorDictionary(LibTorch.newManager(rows.get(0).manager.getDevice()));
        return dictionary.filled(() -> {
            Set<String> keys = new TreeSet<>();
            rows.forEach(row -> keys.addAll(row.tensors.keySet()));
            keys.forEach(key -> dictionary.stack(key, rows, missing.applyAsDouble(key)));
        });
    }

    private TensorDictionary filled(Runnable fill) {
        return LibTorch.withGradients(false, () -> {
            try {
                fill.run();
                value = IValue.stringMapFrom(tensors);
                return this;
            } catch (RuntimeException e) {
                manager.close();
                throw e;
            }
        });
    }

    private void copy(List<NamedFloats> sources) {
        long elements = 0;
        for (NamedFloats source : sources) {
            elements = Math.addExact(elements, aligned(source.values().length));
        }
        if (elements == 0) {
            return;
        }
        byteSize = elements * Float.BYTES;
        PtNDArray block = HostArrays.empty(manager, DataType.FLOAT32, new Shape(elements));
        long start = 0;
        for (NamedFloats source : sources) {
            try (PtNDArray part = JniUtils.slice(block, 0, start, start + source.values().length, 1)) {
                JniUtils.getByteBuffer(part, true).asFloatBuffer().put(source.values());
            }
            start += aligned(source.values().length);
        }
        block = HostArrays.onDevice(block, manager);
        start = 0;
        for (NamedFloats source : sources) {
            try (PtNDArray part = JniUtils.slice(block, 0, start, start + source.values().length, 1)) {
                tensors.put(source.key(), JniUtils.reshape(part, source.dims()));
            }
            start += aligned(source.values().length);
        }
    }

    private static long aligned(long elements) {
        return (elements + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private void stack(String key, List<TensorDictionary> rows, double missing) {
        long[] dims = new long[0];
        for (TensorDictionary row : rows) {
            PtNDArray own = row.tensors.get(key);
            if (own != null && (dims.length == 0 || own.getShape().get(0) > dims[0])) {
                dims = own.getShape().getShape();
            }
        }
        PtNDArray[] parts = new PtNDArray[rows.size()];
        try (PtNDArray filler = JniUtils.full(
                manager, new Shape(dims), missing, DataType.FLOAT32, manager.getDevice(), SparseFormat.DENSE)) {
            for (int r = 0; r < parts.length; r++) {
                PtNDArray own = rows.get(r).tensors.get(key);
                parts[r] = own == null ? filler : padded(own, dims);
            }
            PtNDArray stack = JniUtils.stack(parts, 0);
            stack.attach(manager);
            tensors.put(key, stack);
            byteSize += stack.getShape().size() * Float.BYTES;
        }
    }

    /** A tensor with rows of zeros appended, the manager's where it is another. */
    private PtNDArray padded(PtNDArray own, long[] dims) {
        long lacking = dims[0] - own.getShape().get(0);
        if (lacking == 0) {
            return own;
        }
        PtNDArray padded = JniUtils.pad(own, new long[] {0, 0, 0, lacking}, 0);
        padded.attach(manager);
        return padded;
    }

    /** The names of the tensors. */
    public Set<String> keys() {
        return tensors.keySet();
    }

    /** The elements of a tensor, copied; null where there is none of that name. */
    public float @Nullable [] floats(String key) {
        PtNDArray tensor = tensors.get(key);
        return tensor == null ? null : HostArrays.toHost(key, tensor).toFloatArray();
    }

    /** The bytes of the tensors. */
    public long byteSize() {
        return byteSize;
    }

    IValue value() {
        IValue present = value;
        if (present == null) {
            throw new IllegalStateException("A dictionary is used before it is filled");
        }
        return present;
    }

    /** Frees the tensors. May be called twice. */
    @Override
    public void close() {
        if (value != null) {
            value.close();
        }
        manager.close();
    }
}
