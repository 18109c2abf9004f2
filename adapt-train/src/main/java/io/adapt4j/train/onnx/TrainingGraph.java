package io.adapt4j.train.onnx;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.runtime.onnx.edit.Bias;
import io.adapt4j.runtime.onnx.edit.BiasDiscovery;
import io.adapt4j.runtime.onnx.edit.OnnxTarget;
import io.adapt4j.runtime.onnx.edit.QuantizedProduct;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.train.batch.BatchInputs;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.method.ModuleTensors;
import io.adapt4j.train.method.TrainableMethod;
import io.adapt4j.train.method.TrainableMethods;
import io.adapt4j.train.method.TrainedFactors;
import io.adapt4j.train.objective.BatchTensors;
import io.adapt4j.train.objective.Loss;
import io.adapt4j.train.objective.LossSite;
import io.adapt4j.train.objective.Losses;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The forward graph of a training: the base with the factors of a method at each target, and behind it what the objective makes
 * of the hidden states.
 */
final class TrainingGraph {
    static final String POOLING = "adapt4j.pooling";
    static final String VECTOR_MASK = "adapt4j.vector_mask";
    static final String TOKEN_MASK = "adapt4j.token_mask";
    static final String TARGETS = "adapt4j.targets";
    private static final String HEAD = "adapt4j.head.";
    private static final String SHARED = "adapt4j.shared.";

    private final Graph graph;
    private final TrainingSpec spec;
    private final GraphOps nodes;
    private final OnnxOps plainOps;
    private final GraphForm form;
    private final TensorOps<String> ops;
    private final List<Trainable> trainables = new ArrayList<>();
    private final Map<String, DropoutMask> masks = new LinkedHashMap<>();
    private int noiseWidth;
    private String losses = "";
    private String loss = "";

    /** A graph input that is trained, or set once. */
    record Trainable(String input, String module, String name, Parameter.Role role, Shape shape) {}

    /** A boolean graph input {@code [tokens..., width]} that keeps elements of the input of a module's product. */
    record DropoutMask(String input, String module, int width, double probability) {}

    private TrainingGraph(Graph graph, TrainingSpec spec, boolean slots) {
        this.graph = graph;
        this.spec = spec;
        this.nodes = new GraphOps(graph, OnnxTypes.FLOAT);
        this.plainOps = new OnnxOps(nodes);
        this.form = slots ? SlotForm.of(nodes, plainOps) : new GraphForm(plainOps);
        this.ops = form.ops();
    }

    /**
     * Builds the graph.
     *
     * @param base a copy of the base's graph, which is changed
     * @param targets the base's targets
     * @param hiddenStates the value that holds the hidden states
     */
    static TrainingGraph build(Graph base, List<OnnxTarget> targets, String hiddenStates, TrainingSpec spec) {
        return build(base, targets, hiddenStates, spec, false);
    }

    /** As {@link #build}, for several adapters side by side ({@link SlotForm}). */
    static TrainingGraph buildJoint(Graph base, List<OnnxTarget> targets, String hiddenStates, TrainingSpec spec) {
        return build(base, targets, hiddenStates, spec, true);
    }

    private static TrainingGraph build(
            Graph base, List<OnnxTarget> targets, String hiddenStates, TrainingSpec spec, boolean slots) {
        TrainingGraph built = new TrainingGraph(base, spec, slots);
        built.adapt(spec.method(), targets);
        if (spec.embeddingNoise() > 0) {
            built.noiseWidth = EmbeddingNoise.add(base);
        }
        built.addLoss(spec.objective(), hiddenStates);
        base.sort();
        base.prune();
        return built;
    }

    Graph graph() {
        return graph;
    }

    /** The loss that is differentiated: one adapter's, or the sum of all. */
    String loss() {
        return loss;
    }

    /** The loss of each adapter. */
    String losses() {
        return losses;
    }

    List<Trainable> trainables() {
        return trainables;
    }

    /** The values through which no gradient flows. */
    Set<String> detached() {
        return plainOps.detached();
    }

    /** The size of a token embedding, where noise is added to it. */
    int noiseWidth() {
        return noiseWidth;
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
        BiasDiscovery biases = new BiasDiscovery(graph);
        for (OnnxTarget target : targets) {
            TargetModule module = target.module();
            if (selected.contains(module.path())) {
                if (declared.add(module.path())) {
                    for (ParameterSpec parameter : trainable.parameters(method, module)) {
                        train(input(module.path(), parameter.name()), module.path(), parameter);
                    }
                }
                replace(target, biases.of(target), trainable.factors(method, new Site(target)));
            }
        }
    }

    private static String input(String module, String parameter) {
        return "adapt4j." + parameter + "." + module;
    }

    /** Puts what the factors make of a target in the place of it and its bias. */
    private void replace(OnnxTarget target, Bias bias, TrainedFactors<String> factors) {
        String path = target.module().path();
        bias.checkGains(target, factors.outputGain() != null, factors.biasGain() != null);
        boolean gained = factors.outputGain() != null || factors.biasGain() != null;
        String x = factors.inputGain() == null
                ? target.input()
                : form.leave(ops.mul(entered(target), factors.inputGain()), target.input());
        String plain = graph.freshName(path + "/plain");
        target.rewire(graph, x, plain, !(gained && bias.isOwn()));
        String value = form.enter(plain, target.module().outFeatures());
        if (factors.outputGain() != null) {
            value = ops.mul(value, factors.outputGain());
        }
        if (factors.product() != null) {
            value = ops.add(value, lowRank(target, factors.product()));
        }
        if (factors.dense() != null) {
            String delta = ops.mul(factors.dense(), target.alpha());
            value = ops.add(value, ops.matMul(entered(target), ops.transpose(delta)));
        }
        String output = target.output();
        if (gained && bias.values() != null) {
            output = bias.takeOut(graph, target);
            String scaled = ops.mul(bias.name(), bias.factor());
            value = ops.add(value, factors.biasGain() == null ? scaled : ops.mul(scaled, factors.biasGain()));
        }
        value = form.leave(value, plain);
        String name = graph.freshName(path + "/adapted");
        graph.nodes().add(new Node(name, "Identity", Graph.ONNX, List.of(value), List.of(output), Map.of()));
    }

    private String entered(OnnxTarget target) {
        return form.enter(target.input(), target.module().inFeatures());
    }

    /** {@code (drop(x) a^T) b}; every factor is on b, the smallest of the three. */
    private String lowRank(OnnxTarget target, TrainedFactors.Product<String> product) {
        double dropout = product.dropout();
        String x = dropout > 0 ? dropped(target, dropout) : target.input();
        String entered = form.enter(x, target.module().inFeatures());
        String projected = ops.matMul(entered, ops.transpose(product.a()));
        return ops.matMul(projected, ops.mul(product.b(), target.alpha() / (1 - dropout)));
    }

    /** The input of a target with elements zeroed at random. */
    private String dropped(OnnxTarget target, double probability) {
        DropoutMask mask = masks.computeIfAbsent(target.module().path(), path -> {
            String name = "adapt4j.dropout." + path;
            int width = target.module().inFeatures();
            input(name, OnnxTypes.BOOL, "batch", "sequence", Integer.toString(width));
            return new DropoutMask(name, path, width, probability);
        });
        return nodes.where(mask.input(), target.input(), nodes.scalar(0));
    }

    /** The tensors of one target. */
    private final class Site implements ModuleTensors<String> {
        private final OnnxTarget target;

        Site(OnnxTarget target) {
            this.target = target;
        }

        @Override
        public TargetModule module() {
            return target.module();
        }

        @Override
        public TensorOps<String> ops() {
            return ops;
        }

        @Override
        public String weight() {
            QuantizedProduct quantized = target.quantized();
            String weight = quantized == null
                    ? target.weight()
                    : nodes.dequantize(quantized.weight(), quantized.zeroPoint(), quantized.scale());
            return target.transposed() ? weight : ops.transpose(weight);
        }

        @Override
        public String parameter(String name) {
            return TrainingGraph.input(target.module().path(), name);
        }

        @Override
        public String shared(String name) {
            return SHARED + name;
        }
    }

    private <O extends Objective> void addLoss(O objective, String hiddenStates) {
        Loss<O> expression = Losses.of(objective);
        expression.head(objective, spec.hidden()).forEach(parameter -> train(HEAD + parameter.name(), "", parameter));
        losses = expression.loss(objective, new LossSite<>(spec, ops, new Behind(hiddenStates)));
        loss = form.total(losses);
        graph.outputs().clear();
        graph.outputs().add(new ValueInfo(loss, OnnxTypes.FLOAT, List.of()));
    }

    /** The graph behind the base; what a loss asks for becomes an input. */
    private final class Behind implements BatchTensors<String> {
        private final String hiddenStates;

        Behind(String hiddenStates) {
            this.hiddenStates = hiddenStates;
        }

        @Override
        public String states() {
            return form.states(hiddenStates);
        }

        @Override
        public String poolingWeights() {
            return own(new ValueInfo(POOLING, OnnxTypes.FLOAT, List.of("batch", "1", "sequence")), 3);
        }

        @Override
        public String vectorMask() {
            return own(new ValueInfo(VECTOR_MASK, OnnxTypes.FLOAT, List.of("batch", hidden())), 2);
        }

        @Override
        public String tokenMask() {
            return own(new ValueInfo(TOKEN_MASK, OnnxTypes.FLOAT, List.of("tokens", hidden())), 2);
        }

        @Override
        public String targets() {
            return own(ValueInfo.ofAnyShape(TARGETS, OnnxTypes.FLOAT), targetRank());
        }

        @Override
        public String own(String outputs) {
            return form.ownOutputs(outputs);
        }

        private String own(ValueInfo value, int rank) {
            return form.own(input(form.declared(value)), rank);
        }

        private String hidden() {
            return Integer.toString(spec.hidden());
        }

        private int targetRank() {
            return new BatchInputs(spec, BatchInputs.sample(spec))
                    .targets()
                    .shape()
                    .dimension();
        }

        @Override
        public String parameter(String name) {
            return HEAD + name;
        }
    }

    private void train(String name, String module, ParameterSpec parameter) {
        input(new ValueInfo(name, OnnxTypes.FLOAT, form.dims(parameter)));
        form.own(name, parameter.shape().dimension());
        trainables.add(new Trainable(name, module, parameter.name(), parameter.role(), parameter.shape()));
    }

    /** Whether the graph has an input of that name. */
    boolean takes(String input) {
        return graph.inputs().stream().anyMatch(value -> value.name().equals(input));
    }

    private String input(String name, int type, String... dims) {
        return input(new ValueInfo(name, type, List.of(dims)));
    }

    private String input(ValueInfo value) {
        if (!takes(value.name())) {
            graph.inputs().add(value);
        }
        return value.name();
    }
}
