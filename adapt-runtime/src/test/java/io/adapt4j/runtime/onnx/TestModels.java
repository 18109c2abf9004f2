package io.adapt4j.runtime.onnx;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.runtime.onnx.proto.OnnxFile;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A small graph with every kind of target, and adapters for it. */
public final class TestModels {
    public static final int IN = 24;
    public static final int OUT = 20;

    private TestModels() {}

    /**
     * One input {@code x [batch, 24]}, one output for each kind of target: MatMul, Gemm in both orientations with alpha
     * and beta, weights behind Transpose and Identity, weights in a Constant node, and one weight used by two nodes.
     */
    public static Graph everyKind() {
        Graph graph = new Graph(Map.of(Graph.ONNX, 17L));
        SplittableRandom random = new SplittableRandom(3);
        graph.inputs().add(new ValueInfo("x", OnnxTypes.FLOAT, List.of("batch", Integer.toString(IN))));
        weight(graph, random, "plain.weight", IN, OUT);
        weight(graph, random, "gemm.weight", IN, OUT);
        weight(graph, random, "turned.weight", OUT, IN);
        weight(graph, random, "behind.weight", OUT, IN);
        weight(graph, random, "tied.weight", IN, OUT);
        weight(graph, random, "bias", OUT);
        node(graph, "/plain/MatMul", "MatMul", "y.plain", Map.of(), "x", "plain.weight");
        node(graph, "/gemm/Gemm", "Gemm", "y.gemm", Map.of(), "x", "gemm.weight", "bias");
        node(
                graph,
                "/turned/Gemm",
                "Gemm",
                "y.turned",
                Map.of("transB", Attribute.of(1L), "alpha", Attribute.of(0.5f), "beta", Attribute.of(2f)),
                "x",
                "turned.weight",
                "bias");
        node(graph, "", "Identity", "behind.same", Map.of(), "behind.weight");
        node(graph, "", "Transpose", "behind.turned", Map.of("perm", Attribute.ofLongs(1, 0)), "behind.same");
        node(graph, "/behind/MatMul", "MatMul", "y.behind", Map.of(), "x", "behind.turned");
        TensorData constant = random(random, IN, OUT);
        node(graph, "", "Constant", "constant.weight", Map.of("value", Attribute.of(constant)));
        node(graph, "/constant/MatMul", "MatMul", "y.constant", Map.of(), "x", "constant.weight");
        node(graph, "/tied.first/MatMul", "MatMul", "y.first", Map.of(), "x", "tied.weight");
        node(graph, "/tied.second/MatMul", "MatMul", "y.second", Map.of(), "x", "tied.weight");
        for (Node node : graph.nodes()) {
            if (node.output().startsWith("y.")) {
                graph.outputs()
                        .add(new ValueInfo(node.output(), OnnxTypes.FLOAT, List.of("batch", Integer.toString(OUT))));
            }
        }
        return graph;
    }

    private static void node(
            Graph graph, String name, String op, String output, Map<String, Attribute> attributes, String... inputs) {
        graph.nodes().add(new Node(name, op, Graph.ONNX, List.of(inputs), List.of(output), attributes));
    }

    private static void weight(Graph graph, SplittableRandom random, String name, long... dims) {
        graph.initializers().put(name, random(random, dims));
    }

    private static TensorData random(SplittableRandom random, long... dims) {
        int size = 1;
        for (long dim : dims) {
            size *= (int) dim;
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return TensorData.floats(values, dims);
    }

    public static byte[] bytes(Graph graph) {
        return OnnxFile.write(graph, name -> false);
    }

    /** An adapter with random A and B on some modules of a base. */
    public static Adapter adapter(BaseModel base, Lora method, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ModuleDelta> deltas = new ArrayList<>();
        for (TargetModule module : method.select(base.targetModules())) {
            int rank = method.rankOf(module.path());
            TreeMap<String, Tensor> parameters = new TreeMap<>();
            parameters.put("lora_A", tensor(random, rank, module.inFeatures()));
            parameters.put("lora_B", tensor(random, module.outFeatures(), rank));
            deltas.add(new ModuleDelta(module.path(), parameters));
        }
        return new Adapter(
                method,
                deltas,
                Optional.empty(),
                Optional.empty(),
                Manifest.empty().withBase(base.hash()));
    }

    public static Tensor tensor(SplittableRandom random, long... dims) {
        return Tensor.of(floats(random(random, dims)), dims);
    }

    private static float[] floats(TensorData data) {
        float[] values = new float[(int) data.size()];
        data.data().asFloatBuffer().get(values);
        return values;
    }
}
