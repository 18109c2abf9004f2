package io.adapt4j.runtime.onnx;

import io.adapt4j.Adapter;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.Factors;
import io.adapt4j.runtime.engine.AdapterCheck;
import io.adapt4j.runtime.engine.AdapterFactors;
import io.adapt4j.runtime.onnx.proto.OnnxFile;
import io.adapt4j.tensor.Tensor;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the ONNX engine makes of a base and adapters for others to run. */
public final class OnnxExport {
    private OnnxExport() {}

    /** The bytes of the base with an adapter merged into its weights. */
    public static byte[] merged(OnnxBaseModel base, Adapter adapter) {
        AdapterCheck.check(adapter, base);
        return base.whileOpen(() -> OnnxFile.write(
                MergedGraph.of(base.graph(), base.targets(), AdapterFactors.of(adapter, base)), name -> false));
    }

    /** The bytes of the base with inputs for LoRA adapters of some modules; see {@link LoraReadyGraph}. */
    public static byte[] loraReady(OnnxBaseModel base, Set<String> modules) {
        modules.forEach(base::module);
        return base.whileOpen(
                () -> OnnxFile.write(LoraReadyGraph.of(base.graph(), base.targets(), modules), name -> false));
    }

    /** An adapter's tensors by the inputs of {@link #loraReady}. */
    public static Map<String, Tensor> loraTensors(OnnxBaseModel base, Adapter adapter) {
        AdapterCheck.check(adapter, base);
        Map<String, Tensor> tensors = new TreeMap<>();
        AdapterFactors.of(adapter, base).forEach((module, factors) -> put(base, adapter, module, factors, tensors));
        return tensors;
    }

    private static void put(
            OnnxBaseModel base, Adapter adapter, String module, Factors factors, Map<String, Tensor> tensors) {
        if (factors.inputGain() != null || factors.outputGain() != null) {
            throw new UnsupportedFeatureException(
                    adapter + " scales activations, which ONNX Runtime's adapter files cannot"
                            + " say; export the merged model instead");
        }
        int in = base.module(module).inFeatures();
        int out = base.module(module).outFeatures();
        int rank = factors.rank();
        float[] a = io.adapt4j.method.Matrices.transposed(factors.a(), rank, 1);
        float[] b = factors.b().clone();
        double alpha = base.alpha(module);
        for (int i = 0; alpha != 1 && i < b.length; i++) {
            b[i] = (float) (alpha * b[i]);
        }
        tensors.put(LoraReadyGraph.inputA(module), Tensor.of(a, in, rank));
        tensors.put(LoraReadyGraph.inputB(module), Tensor.of(b, rank, out));
    }
}
