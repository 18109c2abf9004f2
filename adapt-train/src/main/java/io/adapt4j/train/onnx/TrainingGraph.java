package io.adapt4j.train.onnx;

import io.adapt4j.TargetModule;
import io.adapt4j.runtime.onnx.edit.OnnxTarget;
import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The forward graph of a training: the base with a trainable delta at each target, pooling, head and loss. With hidden
 * states {@code h [batch, sequence, hidden]}, pooling weights {@code p [batch, 1, sequence]}, dropout mask {@code m
 * [batch, hidden]} and targets {@code t [batch, labels]}:
 *
 * <pre>
 * y      = x W + s (drop(x) A) B            at each target
 * logits = (p h * m) head.weight^T + head.bias
 * loss   = sum(t * logSoftmax(logits))
 * </pre>
 *
 * <p>The sign and the mean over the batch are in {@code t}, the choice between mean and first token is in {@code p}:
 * one graph serves every pooling and batch.
 */
final class TrainingGraph {
    static final String POOLING = "adapt4j.pooling";
    static final String HEAD_MASK = "adapt4j.head_mask";
    static final String TARGETS = "adapt4j.targets";
    static final String HEAD_WEIGHT = "adapt4j.head.weight";
    static final String HEAD_BIAS = "adapt4j.head.bias";

    private final Graph graph;
    private final TrainingSpec spec;
    private final List<Trainable> trainables = new ArrayList<>();
    private final Map<String, DropoutMask> masks = new LinkedHashMap<>();
    private String loss = "";

    /** A graph input that is trained. */
    record Trainable(String input, String module, Parameter.Kind kind, int rows, int columns) {}

    /** A boolean graph input {@code [tokens..., width]} that keeps elements of the input of some deltas. */
    record DropoutMask(String input, int width) {}

    private TrainingGraph(Graph graph, TrainingSpec spec) {
        this.graph = graph;
        this.spec = spec;
    }

    /**
     * Builds the graph.
     *
     * @param base a copy of the base's graph, which is changed
     * @param targets the base's targets
     * @param hiddenStates the value that holds the hidden states
     */
    static TrainingGraph build(Graph base, List<OnnxTarget> targets, String hiddenStates, TrainingSpec spec) {
        TrainingGraph built = new TrainingGraph(base, spec);
        built.addDeltas(targets);
        built.addLoss(hiddenStates);
        base.sort();
        base.prune();
        return built;
    }

    Graph graph() {
        return graph;
    }

    String loss() {
        return loss;
    }

    List<Trainable> trainables() {
        return trainables;
    }

    /** The dropout masks of the deltas' inputs; none where the method has no dropout. */
    List<DropoutMask> masks() {
        return List.copyOf(masks.values());
    }

    private void addDeltas(List<OnnxTarget> targets) {
        Map<String, TargetModule> selected = new HashMap<>();
        spec.modules().forEach(module -> selected.put(module.path(), module));
        Map<String, String> namesOfA = new HashMap<>();
        for (OnnxTarget target : targets) {
            TargetModule module = target.module();
            if (!selected.containsKey(module.path())) {
                continue;
            }
            int rank = spec.method().rankOf(module.path());
            String a = "adapt4j.lora_A." + module.path();
            String b = "adapt4j.lora_B." + module.path();
            if (namesOfA.put(module.path(), a) == null) {
                train(a, module.path(), Parameter.Kind.LORA_A, module.inFeatures(), rank);
                train(b, module.path(), Parameter.Kind.LORA_B, rank, module.outFeatures());
            }
            addDelta(target, a, b);
        }
    }

    private void addDelta(OnnxTarget target, String a, String b) {
        String path = target.module().path();
        double keep = 1 - spec.method().dropout();
        String plain = graph.freshName(path + "/plain");
        graph.nodes().replaceAll(node -> node.equals(target.node()) ? node.withOutputs(List.of(plain)) : node);
        String x = spec.method().dropout() > 0 ? dropped(target) : target.input();
        String projected = node("MatMul", path, List.of(x, a), Map.of());
        String scale =
                graph.constant("scale", TensorData.floats(new float[] {(float) (spec.method().scalingOf(path) / keep)}));
        String scaled = node("Mul", path, List.of(projected, scale), Map.of());
        String delta = node("MatMul", path, List.of(scaled, b), Map.of());
        graph.nodes()
                .add(new Node(
                        path + "/adapted", "Add", Graph.ONNX, List.of(plain, delta), List.of(target.output()), Map.of()));
    }

    /** The target's input with some elements zeroed; targets that share their input share what is dropped. */
    private String dropped(OnnxTarget target) {
        DropoutMask mask = masks.computeIfAbsent(target.input(), input -> {
            String name = "adapt4j.dropout." + masks.size();
            input(name, OnnxTypes.BOOL, "batch", "sequence", Integer.toString(target.module().inFeatures()));
            return new DropoutMask(name, target.module().inFeatures());
        });
        String zero = graph.constant("zero", TensorData.floats(new float[] {0}));
        return node("Where", target.module().path(), List.of(mask.input(), target.input(), zero), Map.of());
    }

    private void addLoss(String hiddenStates) {
        input(POOLING, OnnxTypes.FLOAT, "batch", "1", "sequence");
        input(TARGETS, OnnxTypes.FLOAT, "batch", Integer.toString(spec.labels()));
        train(HEAD_WEIGHT, "", Parameter.Kind.HEAD_WEIGHT, spec.labels(), spec.hidden());
        train(HEAD_BIAS, "", Parameter.Kind.HEAD_BIAS, 1, spec.labels());
        String pooled = node("MatMul", "pooling", List.of(POOLING, hiddenStates), Map.of());
        String shape = graph.constant("shape", TensorData.longs(new long[] {-1, spec.hidden()}, 2));
        String vector = node("Reshape", "pooling", List.of(pooled, shape), Map.of());
        if (spec.headDropout() > 0) {
            input(HEAD_MASK, OnnxTypes.FLOAT, "batch", Integer.toString(spec.hidden()));
            vector = node("Mul", "head", List.of(vector, HEAD_MASK), Map.of());
        }
        String logits = node(
                "Gemm", "head", List.of(vector, HEAD_WEIGHT, HEAD_BIAS), Map.of("transB", Attribute.of(1L)));
        String logProbabilities =
                node("LogSoftmax", "loss", List.of(logits), Map.of("axis", Attribute.of(1L)));
        String weighted = node("Mul", "loss", List.of(logProbabilities, TARGETS), Map.of());
        loss = node("ReduceSum", "loss", List.of(weighted), Map.of("keepdims", Attribute.of(0L)));
        graph.outputs().clear();
        graph.outputs().add(new ValueInfo(loss, OnnxTypes.FLOAT, List.of()));
    }

    private void train(String name, String module, Parameter.Kind kind, int rows, int columns) {
        input(name, OnnxTypes.FLOAT, Integer.toString(rows), Integer.toString(columns));
        trainables.add(new Trainable(name, module, kind, rows, columns));
    }

    private void input(String name, int type, String... dims) {
        graph.inputs().add(new ValueInfo(name, type, List.of(dims)));
    }

    private String node(String op, String scope, List<String> inputs, Map<String, Attribute> attributes) {
        String output = graph.freshName(scope + "/" + op);
        graph.nodes().add(new Node(output, op, Graph.ONNX, inputs, List.of(output), attributes));
        return output;
    }
}
