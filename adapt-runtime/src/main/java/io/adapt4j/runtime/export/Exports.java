package io.adapt4j.runtime.export;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.format.DurableFiles;
import io.adapt4j.method.Matrices;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraMethod;
import io.adapt4j.runtime.onnx.OnnxBaseModel;
import io.adapt4j.runtime.onnx.OnnxExport;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Adapted models for runtimes that know nothing of this library: as a plain ONNX file, or as an ONNX file with inputs for
 * adapters and one {@code .onnx_adapter} file per adapter, which ONNX Runtime activates per run ({@code OrtLoraAdapter}). Each
 * file is written whole or not at all, in the place of one that is there.
 */
public final class Exports {
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";

    private Exports() {}

    /**
     * Writes a base with an adapter merged into its weights: a plain ONNX model with the base's inputs and outputs. A head is
     * not part of it.
     *
     * @throws io.adapt4j.error.IncompatibleAdapterException when the adapter does not fit the base
     */
    public static void mergedModel(BaseModel base, Adapter adapter, Path file) throws IOException {
        DurableFiles.replace(file, OnnxExport.merged(onnx(base), adapter));
    }

    /**
     * Writes a base with inputs {@code <module>.lora_A.weight [in, rank]} and {@code <module>.lora_B.weight [rank, out]} for
     * some modules, which are zeros while no adapter is active.
     */
    public static void adapterReadyModel(BaseModel base, Collection<String> modules, Path file) throws IOException {
        DurableFiles.replace(file, OnnxExport.loraReady(onnx(base), new TreeSet<>(modules)));
    }

    /**
     * Writes an adapter for a model written by {@link #adapterReadyModel}, every scaling included.
     *
     * @throws UnsupportedFeatureException when the adapter's method is no low-rank sum
     */
    public static void adapter(BaseModel base, Adapter adapter, Path file) throws IOException {
        OnnxAdapterFile.write(OnnxExport.loraTensors(onnx(base), adapter), file);
    }

    /**
     * Reads an {@code .onnx_adapter} file as a LoRA adapter of a base. It has no head, and {@code alpha = rank}, as all scaling
     * is in its weights.
     *
     * @throws InvalidAdapterException when the file is malformed or its tensors are not pairs of A and B
     * @throws io.adapt4j.error.IncompatibleAdapterException when the base has no such module
     */
    public static Adapter readAdapter(Path file, BaseModel base) {
        SortedMap<String, Tensor> tensors = OnnxAdapterFile.read(file);
        List<ModuleDelta> deltas = new ArrayList<>();
        SortedMap<String, Integer> ranks = new TreeMap<>();
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            if (entry.getKey().endsWith(A)) {
                String module = entry.getKey().substring(0, entry.getKey().length() - A.length());
                Tensor a = entry.getValue();
                Tensor b = tensors.get(module + B);
                if (b == null
                        || a.shape().dimension() != 2
                        || b.shape().dimension() != 2
                        || a.byteSize() == 0
                        || b.byteSize() == 0
                        || a.dimension(1) != b.dimension(0)) {
                    throw new InvalidAdapterException("The adapter file should have A [in, rank] and B [rank, out] for "
                            + module + ", but has " + a + " and " + b);
                }
                double alpha = onnx(base).alpha(module);
                deltas.add(new ModuleDelta(
                        module,
                        new TreeMap<>(Map.of(LoraMethod.A, transposed(a, 1), LoraMethod.B, transposed(b, 1 / alpha)))));
                ranks.put(module, (int) a.dimension(1));
            }
        }
        if (deltas.isEmpty() || tensors.size() != 2 * deltas.size()) {
            throw new InvalidAdapterException("The adapter file should hold pairs <module>" + A + " and <module>" + B
                    + ", but holds " + tensors.keySet());
        }
        return new Adapter(
                Lora.unscaled(ranks),
                deltas,
                Optional.empty(),
                Optional.empty(),
                Manifest.empty().withBase(base));
    }

    private static Tensor transposed(Tensor matrix, double factor) {
        int rows = (int) matrix.dimension(0);
        return Tensor.of(Matrices.transposed(matrix.toFloatArray(), rows, factor), matrix.dimension(1), rows);
    }

    private static OnnxBaseModel onnx(BaseModel base) {
        if (!(base instanceof OnnxBaseModel onnx)) {
            throw new UnsupportedFeatureException(
                    "Bases in ONNX can be exported to ONNX, but this is one of " + base.engine());
        }
        return onnx;
    }
}
