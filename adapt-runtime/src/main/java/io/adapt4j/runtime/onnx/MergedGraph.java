package io.adapt4j.runtime.onnx;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.Factors;
import io.adapt4j.runtime.engine.MergedWeights;
import io.adapt4j.runtime.onnx.edit.Bias;
import io.adapt4j.runtime.onnx.edit.BiasDiscovery;
import io.adapt4j.runtime.onnx.edit.OnnxTarget;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A base's graph with an adapter's changes in its weights, which are plain constants again. */
final class MergedGraph {
    private MergedGraph() {}

    /**
     * Merges.
     *
     * @param graph a copy of the base's graph, which is changed
     * @param factors what the adapter does, by module
     * @throws UnsupportedFeatureException when a weight is not stored as FLOAT, or a bias that is to be scaled was not found
     */
    static Graph of(Graph graph, List<OnnxTarget> targets, Map<String, Factors> factors) {
        BiasDiscovery biases = new BiasDiscovery(graph);
        Map<String, Node> producers = graph.producers();
        for (OnnxTarget target : targets) {
            Factors own = factors.get(target.module().path());
            if (own != null) {
                TensorData weight = graph.constantValue(target.weight(), producers);
                merge(graph, target, biases.of(target), weight, own);
            }
        }
        graph.prune();
        return graph;
    }

    private static void merge(Graph graph, OnnxTarget target, Bias bias, @Nullable TensorData weight, Factors factors) {
        String path = target.module().path();
        if (target.quantized() != null) {
            throw new UnsupportedFeatureException("An adapter can be merged into FLOAT weights, but that of " + path
                    + " is quantised, and rounding it again would lose small changes; serve the adapter unmerged, or"
                    + " merge it into the model that this one was quantised from and quantise the result");
        }
        if (weight == null || weight.elementType() != OnnxTypes.FLOAT) {
            throw new UnsupportedFeatureException(
                    "An adapter can be merged into FLOAT weights, but that of " + path + " is " + weight);
        }
        boolean gemm = target.node().opType().equals("Gemm");
        boolean outByIn = gemm && target.node().longAttribute("transB", 0) != 0;
        List<String> inputs = new ArrayList<>(target.node().inputs());
        inputs.set(1, graph.constant(path + "/merged", merged(target, weight, factors, outByIn)));
        float[] biasGain = factors.biasGain();
        bias.checkGains(target, false, biasGain != null);
        if (biasGain != null && bias.values() != null) {
            String scaled = graph.constant(path + "/merged_bias", scaled(bias.values(), biasGain));
            if (bias.isOwn()) {
                inputs.set(2, scaled);
            }
            bias.replace(graph, scaled);
        }
        Node merged = target.node().withInputs(inputs);
        graph.nodes().replaceAll(node -> node.equals(target.node()) ? merged : node);
    }

    private static TensorData merged(OnnxTarget target, TensorData weight, Factors factors, boolean outByIn) {
        int in = target.module().inFeatures();
        int out = target.module().outFeatures();
        float[] frozen = new float[Math.multiplyExact(in, out)];
        weight.data().asFloatBuffer().get(frozen);
        float[] values = MergedWeights.weight(frozen, target.transposed(), target.module(), factors, outByIn);
        return outByIn ? TensorData.floats(values, out, in) : TensorData.floats(values, in, out);
    }

    private static TensorData scaled(TensorData bias, float[] gain) {
        float[] values = new float[gain.length];
        bias.data().asFloatBuffer().get(values);
        return TensorData.floats(MergedWeights.bias(values, gain), bias.dims());
    }
}
