package io.adapt4j.train.migrate.compare;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.BaseModel;
import io.adapt4j.TargetModule;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.onnx.OnnxBaseModel;
import io.adapt4j.runtime.onnx.edit.BiasDiscovery;
import io.adapt4j.runtime.onnx.edit.OnnxTarget;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.runtime.text.TokenBatch;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What goes into target modules of a base and comes out of them. ONNX bases show it, as further outputs of their graph; others do not. The base must
 * be open as long as the probe is.
 */
public final class ModuleProbe implements AutoCloseable {
    private static final int BATCH = 8;

    private final OnnxBaseModel base;
    private final Map<String, OnnxTarget> targets;
    /** The value that holds a module's result with its bias, by path. */
    private final Map<String, String> results;

    private final Set<String> values;
    private final GraphSession session;

    private ModuleProbe(OnnxBaseModel base, Map<String, OnnxTarget> targets) {
        this.base = base;
        this.targets = targets;
        this.results = new LinkedHashMap<>();
        this.values = new LinkedHashSet<>();
        Graph graph = base.graph();
        BiasDiscovery biases = new BiasDiscovery(graph);
        targets.forEach((path, target) -> {
            results.put(path, biases.of(target).output(target));
            values.add(target.input());
        });
        values.addAll(results.values());
        graph.outputs().clear();
        values.forEach(value -> graph.outputs().add(ValueInfo.untyped(value)));
        graph.prune();
        this.session = GraphSession.open(graph, base.weights(), base.sharedSettings());
    }

    /** Opens a probe at some modules; empty where the engine does not show what happens there. */
    public static Optional<ModuleProbe> open(BaseModel base, Collection<TargetModule> modules) {
        if (!(base instanceof OnnxBaseModel onnx) || modules.isEmpty()) {
            return Optional.empty();
        }
        Map<String, OnnxTarget> targets = new LinkedHashMap<>();
        for (OnnxTarget target : onnx.targets()) {
            if (modules.contains(target.module())) {
                targets.putIfAbsent(target.module().path(), target);
            }
        }
        return Optional.of(new ModuleProbe(onnx, targets));
    }

    /** Takes what a module read and gave for a text; it must not keep the states. */
    public interface Visitor {
        /**
         * @param module the path of the module
         * @param index of the text
         * @param input what went in, without what adapters add
         * @param output what came out, with the bias
         */
        void visit(String module, int index, HiddenStates input, HiddenStates output);
    }

    /**
     * Runs texts through the untouched base.
     *
     * @throws UnsupportedFeatureException when a module's values are not one vector for each token
     */
    public void run(List<TokenizedText> texts, Visitor visitor) {
        for (int start = 0; start < texts.size(); start += BATCH) {
            List<TokenizedText> batch = texts.subList(start, Math.min(texts.size(), start + BATCH));
            TokenBatch tokens = new TokenBatch(batch);
            Map<String, Tensor> found = session.run(fitting(tokens.inputs(base.signature())), values);
            for (Map.Entry<String, OnnxTarget> target : targets.entrySet()) {
                Tensor input = states(found, target.getValue().input(), tokens);
                Tensor output = states(found, String.valueOf(results.get(target.getKey())), tokens);
                for (int row = 0; row < batch.size(); row++) {
                    visitor.visit(
                            target.getKey(),
                            start + row,
                            new HiddenStates(input, row, batch.get(row)),
                            new HiddenStates(output, row, batch.get(row)));
                }
            }
        }
    }

    /** Those inputs that the graph still has. */
    private Map<String, Tensor> fitting(Map<String, Tensor> inputs) {
        Map<String, Tensor> kept = new LinkedHashMap<>(inputs);
        kept.keySet().retainAll(new ArrayList<>(session.inputNames()));
        return kept;
    }

    private Tensor states(Map<String, Tensor> found, String value, TokenBatch tokens) {
        Tensor tensor = found.get(value);
        long rows = tokens.texts().size();
        long length = tokens.sequenceLength();
        if (tensor != null && tensor.dataType() == DataType.FLOAT32) {
            Shape shape = tensor.shape();
            long width = tensor.dimension(-1);
            boolean flat = shape.dimension() == 2 && shape.get(0) == rows * length;
            boolean deep = shape.dimension() == 3 && shape.get(0) == rows && shape.get(1) == length;
            if (flat || deep) {
                return Tensor.of(DataType.FLOAT32, new Shape(rows, length, width), tensor.data());
            }
        }
        throw new UnsupportedFeatureException("The value " + value + " of " + base + " is no float32 [" + rows + ", "
                + length + ", width], one vector for each token, but " + tensor);
    }

    @Override
    public void close() {
        session.close();
    }
}
