package io.adapt4j.runtime.onnx;

import io.adapt4j.runtime.onnx.edit.OnnxTarget;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A base's graph that takes LoRA adapters as ONNX Runtime's own multi-LoRA gives them: each target has two inputs,
 * {@code <module>.lora_A.weight [in, rank]} and {@code <module>.lora_B.weight [rank, out]}, with zeros for when no adapter is
 * active.
 */
final class LoraReadyGraph {
    private LoraReadyGraph() {}

    static String inputA(String module) {
        return module + ".lora_A.weight";
    }

    static String inputB(String module) {
        return module + ".lora_B.weight";
    }

    /** Adds the inputs of the given modules to a copy of the base's graph, which is changed. */
    static Graph of(Graph graph, List<OnnxTarget> targets, Set<String> modules) {
        Set<String> declared = new HashSet<>();
        for (OnnxTarget target : targets) {
            String path = target.module().path();
            if (!modules.contains(path)) {
                continue;
            }
            int in = target.module().inFeatures();
            int out = target.module().outFeatures();
            if (declared.add(path)) {
                input(graph, inputA(path), List.of(Integer.toString(in), ""), new long[] {in, 1});
                input(graph, inputB(path), List.of("", Integer.toString(out)), new long[] {1, out});
            }
            String plain = graph.freshName(path + "/plain");
            target.rewire(graph, target.input(), plain, true);
            String projected = node(graph, path, "MatMul", target.input(), inputA(path));
            String delta = node(graph, path, "MatMul", projected, inputB(path));
            graph.nodes()
                    .add(new Node(
                            graph.freshName(path + "/adapted"),
                            "Add",
                            Graph.ONNX,
                            List.of(plain, delta),
                            List.of(target.output()),
                            Map.of()));
        }
        graph.sort();
        return graph;
    }

    private static void input(Graph graph, String name, List<String> dims, long[] shape) {
        graph.inputs().add(new ValueInfo(name, OnnxTypes.FLOAT, dims));
        graph.initializers().put(name, TensorData.floats(new float[(int) (shape[0] * shape[1])], shape));
    }

    private static String node(Graph graph, String path, String op, String left, String right) {
        String output = graph.freshName(path + "/" + op);
        graph.nodes().add(new Node(output, op, Graph.ONNX, List.of(left, right), List.of(output), Map.of()));
        return output;
    }
}
