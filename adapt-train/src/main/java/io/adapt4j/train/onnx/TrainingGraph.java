package io.adapt4j.train.onnx;

import io.adapt4j.TargetModule;
import io.adapt4j.runtime.onnx.edit.OnnxTarget;
import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.HeadConfig;
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
 * v      = (p h) * m
 * logits = v head.weight^T + head.bias       for a linear head
 * logits = scale cos(v, head.weight)         for a cosine head
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

    /** Added to squared norms, against division by zero. */
    private static final double SMALLEST_SQUARE = 1e-12;

    private final Graph graph;
    private final TrainingSpec spec;
    private final GraphOps ops;
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
        this.ops = new GraphOps(graph, OnnxTypes.FLOAT);
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
        String projected = ops.node("MatMul", List.of(x, a));
        String scaled = ops.mul(projected, spec.method().scalingOf(path) * target.alpha() / keep);
        String delta = ops.node("MatMul", List.of(scaled, b));
        graph.nodes()
                .add(new Node(
                        path + "/adapted",
                        "Add",
                        Graph.ONNX,
                        List.of(plain, delta),
                        List.of(target.output()),
                        Map.of()));
    }

    /** The target's input with some elements zeroed; targets that share their input share what is dropped. */
    private String dropped(OnnxTarget target) {
        DropoutMask mask = masks.computeIfAbsent(target.input(), input -> {
            String name = "adapt4j.dropout." + masks.size();
            input(
                    name,
                    OnnxTypes.BOOL,
                    "batch",
                    "sequence",
                    Integer.toString(target.module().inFeatures()));
            return new DropoutMask(name, target.module().inFeatures());
        });
        return ops.where(mask.input(), target.input(), ops.scalar(0));
    }

    private void addLoss(String hiddenStates) {
        input(POOLING, OnnxTypes.FLOAT, "batch", "1", "sequence");
        input(TARGETS, OnnxTypes.FLOAT, "batch", Integer.toString(spec.labels()));
        String pooled = ops.node("MatMul", List.of(POOLING, hiddenStates));
        String vector = ops.reshape(pooled, -1, spec.hidden());
        if (spec.headDropout() > 0) {
            input(HEAD_MASK, OnnxTypes.FLOAT, "batch", Integer.toString(spec.hidden()));
            vector = ops.mul(vector, HEAD_MASK);
        }
        String logits = logits(vector);
        String logProbabilities = ops.node("LogSoftmax", List.of(logits), Map.of("axis", Attribute.of(1L)));
        String weighted = ops.mul(logProbabilities, TARGETS);
        loss = ops.node("ReduceSum", List.of(weighted), Map.of("keepdims", Attribute.of(0L)));
        graph.outputs().clear();
        graph.outputs().add(new ValueInfo(loss, OnnxTypes.FLOAT, List.of()));
    }

    private String logits(String vector) {
        train(HEAD_WEIGHT, "", Parameter.Kind.HEAD_WEIGHT, spec.labels(), spec.hidden());
        if (spec.head() instanceof HeadConfig.Cosine cosine) {
            String product = ops.gemm(unitRows(vector), false, unitRows(HEAD_WEIGHT), true);
            return ops.mul(product, cosine.scale());
        }
        train(HEAD_BIAS, "", Parameter.Kind.HEAD_BIAS, 1, spec.labels());
        return ops.node("Gemm", List.of(vector, HEAD_WEIGHT, HEAD_BIAS), Map.of("transB", Attribute.of(1L)));
    }

    /** The rows of a matrix, each divided by its Euclidean norm. */
    private String unitRows(String matrix) {
        String squares = ops.reduceSum(ops.mul(matrix, matrix), new long[] {1}, true);
        return ops.div(matrix, ops.node("Sqrt", List.of(ops.add(squares, ops.scalar(SMALLEST_SQUARE)))));
    }

    private void train(String name, String module, Parameter.Kind kind, int rows, int columns) {
        input(name, OnnxTypes.FLOAT, Integer.toString(rows), Integer.toString(columns));
        trainables.add(new Trainable(name, module, kind, rows, columns));
    }

    private void input(String name, int type, String... dims) {
        graph.inputs().add(new ValueInfo(name, type, List.of(dims)));
    }
}
