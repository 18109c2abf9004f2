package io.adapt4j.train.onnx;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.runtime.onnx.edit.Bias;
import io.adapt4j.runtime.onnx.edit.OnnxTarget;
import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.method.ModuleGraph;
import io.adapt4j.train.method.TrainableMethod;
import io.adapt4j.train.method.TrainableMethods;
import io.adapt4j.train.onnx.objective.LossGraphs;
import io.adapt4j.train.onnx.objective.LossSite;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The forward graph of a training: the base with a trainable delta at each target, and behind it pooling, head and the loss of
 * the objective. With hidden states {@code h [batch, sequence, hidden]}, pooling weights {@code p [batch, 1, sequence]} and a
 * dropout mask {@code m}, a text's vector is {@code (p h) * m}: the choice between mean and first token is in {@code p}, and one
 * graph serves every pooling and batch.
 */
final class TrainingGraph {
    static final String POOLING = "adapt4j.pooling";
    static final String HEAD_MASK = "adapt4j.head_mask";
    static final String TARGETS = "adapt4j.targets";
    static final String HEAD_WEIGHT = "adapt4j.head.weight";
    static final String HEAD_BIAS = "adapt4j.head.bias";
    private static final String SHARED = "adapt4j.shared.";

    /** Added to squared norms, against division by zero. */
    private static final double SMALLEST_SQUARE = 1e-12;

    private final Graph graph;
    private final TrainingSpec spec;
    private final GraphOps ops;
    private final List<Trainable> trainables = new ArrayList<>();
    private final Map<String, DropoutMask> masks = new LinkedHashMap<>();
    private final Set<String> detached = new HashSet<>();
    private String loss = "";

    /** A graph input that is trained. */
    record Trainable(String input, String module, String name, Parameter.Role role, Shape shape) {}

    /** A boolean graph input {@code [tokens..., width]} that keeps elements of the input of some deltas. */
    record DropoutMask(String input, int width, double probability) {}

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
        built.adapt(spec.method(), targets);
        built.addLoss(spec.objective(), hiddenStates);
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

    /** The values through which no gradient flows. */
    Set<String> detached() {
        return detached;
    }

    /** The dropout masks of the deltas' inputs; none where the method has no dropout. */
    List<DropoutMask> masks() {
        return List.copyOf(masks.values());
    }

    private <C extends MethodConfig> void adapt(C method, List<OnnxTarget> targets) {
        TrainableMethod<C> trainable = TrainableMethods.of(method);
        trainable.shared(method, spec.modules()).forEach((name, tensor) -> graph.initializers()
                .put(
                        SHARED + name,
                        TensorData.floats(tensor.toFloatArray(), tensor.shape().getShape())));
        Set<String> selected = new HashSet<>();
        spec.modules().forEach(module -> selected.add(module.path()));
        Set<String> declared = new HashSet<>();
        Map<String, List<Node>> consumers = graph.consumers();
        for (OnnxTarget target : targets) {
            TargetModule module = target.module();
            if (selected.contains(module.path())) {
                if (declared.add(module.path())) {
                    for (TrainableMethod.Spec parameter : trainable.parameters(method, module)) {
                        train(input(module.path(), parameter.name()), module.path(), parameter);
                    }
                }
                Bias bias = Bias.of(target, graph, consumers);
                replace(target, bias, trainable.change(method, new Site(target)));
            }
        }
    }

    private static String input(String module, String parameter) {
        return "adapt4j." + parameter + "." + module;
    }

    /** Puts {@code ((x * inputGain) W) * outputGain + delta + bias * biasGain} in the place of a target and its bias. */
    private void replace(OnnxTarget target, Bias bias, ModuleGraph.Change change) {
        String path = target.module().path();
        boolean gained = !change.outputGain().isEmpty() || !change.biasGain().isEmpty();
        List<String> inputs = new ArrayList<>(target.node().inputs());
        if (!change.inputGain().isEmpty()) {
            inputs.set(inputs.indexOf(target.input()), ops.mul(target.input(), change.inputGain()));
        }
        if (gained && bias.isOwn()) {
            inputs.subList(2, inputs.size()).clear();
        }
        String plain = graph.freshName(path + "/plain");
        Node product = target.node().withInputs(inputs).withOutputs(List.of(plain));
        graph.nodes().replaceAll(node -> node.equals(target.node()) ? product : node);
        String value = change.outputGain().isEmpty() ? plain : ops.mul(plain, change.outputGain());
        value = change.delta().isEmpty() ? value : ops.add(value, change.delta());
        String output = target.output();
        if (gained && bias.values() != null) {
            graph.nodes().removeIf(node -> node.equals(bias.sum()));
            String scaled = bias.factor() == 1 ? bias.name() : ops.mul(bias.name(), bias.factor());
            value = ops.add(value, change.biasGain().isEmpty() ? scaled : ops.mul(scaled, change.biasGain()));
            output = bias.output(target);
        }
        graph.nodes()
                .add(new Node(path + "/adapted", "Identity", Graph.ONNX, List.of(value), List.of(output), Map.of()));
    }

    /** The graph around one target. */
    private final class Site implements ModuleGraph {
        private final OnnxTarget target;

        Site(OnnxTarget target) {
            this.target = target;
        }

        @Override
        public TargetModule module() {
            return target.module();
        }

        @Override
        public GraphOps ops() {
            return ops;
        }

        /** The input, times Gemm's factor: what a delta adds is multiplied by it as the product is. */
        @Override
        public String x() {
            return ops.mul(target.input(), target.alpha());
        }

        /** Targets that share their input share what is dropped. */
        @Override
        public String dropped(double probability) {
            DropoutMask mask = masks.computeIfAbsent(target.input(), input -> {
                String name = "adapt4j.dropout." + masks.size();
                int width = target.module().inFeatures();
                TrainingGraph.this.input(name, OnnxTypes.BOOL, "batch", "sequence", Integer.toString(width));
                return new DropoutMask(name, width, probability);
            });
            return ops.where(mask.input(), x(), ops.scalar(0));
        }

        @Override
        public String weight() {
            return target.transposed() ? target.weight() : ops.transpose(target.weight(), 1, 0);
        }

        @Override
        public String parameter(String name) {
            return TrainingGraph.input(target.module().path(), name);
        }

        @Override
        public String shared(String name) {
            return SHARED + name;
        }

        @Override
        public String detached(String value) {
            String same = ops.node("Identity", List.of(value));
            detached.add(same);
            return same;
        }
    }

    private <O extends Objective> void addLoss(O objective, String hiddenStates) {
        loss = LossGraphs.of(objective).loss(objective, new Behind(hiddenStates));
        graph.outputs().clear();
        graph.outputs().add(new ValueInfo(loss, OnnxTypes.FLOAT, List.of()));
    }

    /** The graph behind the base. */
    private final class Behind implements LossSite {
        private final String hiddenStates;

        Behind(String hiddenStates) {
            this.hiddenStates = hiddenStates;
        }

        @Override
        public GraphOps ops() {
            return ops;
        }

        @Override
        public int hidden() {
            return spec.hidden();
        }

        @Override
        public String tokens() {
            return dropped(ops.reshape(hiddenStates, -1, spec.hidden()));
        }

        @Override
        public String pooled() {
            input(POOLING, OnnxTypes.FLOAT, "batch", "1", "sequence");
            return dropped(ops.reshape(ops.node("MatMul", List.of(POOLING, hiddenStates)), -1, spec.hidden()));
        }

        private String dropped(String vectors) {
            if (spec.headDropout() == 0) {
                return vectors;
            }
            input(HEAD_MASK, OnnxTypes.FLOAT, "vectors", Integer.toString(spec.hidden()));
            return ops.mul(vectors, HEAD_MASK);
        }

        @Override
        public String linear(String vectors, int outputs) {
            weight(outputs);
            train(HEAD_BIAS, "", new TrainableMethod.Spec("bias", Parameter.Role.HEAD_BIAS, new Shape(outputs)));
            return ops.node("Gemm", List.of(vectors, HEAD_WEIGHT, HEAD_BIAS), Map.of("transB", Attribute.of(1L)));
        }

        @Override
        public String cosines(String vectors, int outputs) {
            weight(outputs);
            return ops.gemm(unitRows(vectors), false, unitRows(HEAD_WEIGHT), true);
        }

        private void weight(int outputs) {
            train(
                    HEAD_WEIGHT,
                    "",
                    new TrainableMethod.Spec("weight", Parameter.Role.HEAD_WEIGHT, new Shape(outputs, spec.hidden())));
        }

        @Override
        public String unitRows(String matrix) {
            String squares = ops.reduceSum(ops.mul(matrix, matrix), new long[] {1}, true);
            return ops.div(matrix, ops.node("Sqrt", List.of(ops.add(squares, ops.scalar(SMALLEST_SQUARE)))));
        }

        @Override
        public String targets(String... dims) {
            input(TARGETS, OnnxTypes.FLOAT, dims);
            return TARGETS;
        }
    }

    private void train(String name, String module, TrainableMethod.Spec parameter) {
        long[] dims = parameter.shape().getShape();
        input(
                name,
                OnnxTypes.FLOAT,
                Arrays.stream(dims).mapToObj(Long::toString).toArray(String[]::new));
        trainables.add(new Trainable(name, module, parameter.name(), parameter.role(), parameter.shape()));
    }

    private void input(String name, int type, String... dims) {
        graph.inputs().add(new ValueInfo(name, type, List.of(dims)));
    }
}
