package io.adapt4j.runtime.onnx;

import io.adapt4j.runtime.kit.EveryKind;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.runtime.onnx.proto.OnnxFile;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** {@link EveryKind} as an ONNX graph. */
public final class TestModels {
    private TestModels() {}

    /**
     * MatMul, Gemm in both orientations with alpha and beta, weights behind Transpose and Identity, weights in a Constant node,
     * and one weight used by two nodes.
     */
    public static Graph everyKind() {
        Graph graph = new Graph(Map.of(Graph.ONNX, 17L));
        SplittableRandom random = new SplittableRandom(3);
        graph.inputs().add(new ValueInfo("x", OnnxTypes.FLOAT, List.of("batch", Integer.toString(EveryKind.IN))));
        weight(graph, random, "plain.weight", EveryKind.IN, EveryKind.OUT);
        weight(graph, random, "gemm.weight", EveryKind.IN, EveryKind.OUT);
        weight(graph, random, "turned.weight", EveryKind.OUT, EveryKind.IN);
        weight(graph, random, "behind.weight", EveryKind.OUT, EveryKind.IN);
        weight(graph, random, "tied.weight", EveryKind.IN, EveryKind.OUT);
        weight(graph, random, "bias", EveryKind.OUT);
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
        TensorData constant = random(random, EveryKind.IN, EveryKind.OUT);
        node(graph, "", "Constant", "constant.weight", Map.of("value", Attribute.of(constant)));
        node(graph, "/constant/MatMul", "MatMul", "y.constant", Map.of(), "x", "constant.weight");
        node(graph, "/tied.first/MatMul", "MatMul", "y.first", Map.of(), "x", "tied.weight");
        node(graph, "/tied.second/MatMul", "MatMul", "y.second", Map.of(), "x", "tied.weight");
        for (Node node : graph.nodes()) {
            if (node.output().startsWith("y.")) {
                graph.outputs()
                        .add(new ValueInfo(
                                node.output(), OnnxTypes.FLOAT, List.of("batch", Integer.toString(EveryKind.OUT))));
            }
        }
        return graph;
    }

    /** {@link #everyKind} behind a Reshape. */
    public static Graph folded() {
        Graph graph = everyKind();
        graph.inputs().set(0, new ValueInfo("folded", OnnxTypes.FLOAT, List.of("batch", "2", "12")));
        graph.initializers().put("flat", TensorData.longs(new long[] {-1, EveryKind.IN}, 2));
        graph.nodes()
                .add(0, new Node("fold", "Reshape", Graph.ONNX, List.of("folded", "flat"), List.of("x"), Map.of()));
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
        return TensorData.floats(TestAdapters.floats(random, dims), dims);
    }

    public static byte[] bytes(Graph graph) {
        return OnnxFile.write(graph, name -> false);
    }
}
