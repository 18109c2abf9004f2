package io.adapt4j.runtime.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Suppliers;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.ModelSignature;
import io.adapt4j.TargetModule;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.Matrices;
import io.adapt4j.runtime.engine.InputCheck;
import io.adapt4j.runtime.engine.InputRule;
import io.adapt4j.runtime.engine.Lifecycle;
import io.adapt4j.runtime.onnx.edit.OnnxTarget;
import io.adapt4j.runtime.onnx.edit.QuantizedProduct;
import io.adapt4j.runtime.onnx.edit.TargetDiscovery;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.runtime.onnx.ort.ElementTypes;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import io.adapt4j.runtime.onnx.ort.OnnxRuntime;
import io.adapt4j.runtime.onnx.ort.SessionSettings;
import io.adapt4j.runtime.onnx.ort.SharedWeights;
import io.adapt4j.spi.WeightFingerprint;
import io.adapt4j.tensor.Tensor;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A base model in ONNX. It owns the graph and the weights, which are in memory once; sessions over them are made when
 * they are first needed: a plain one for the untouched base, adapted ones by {@link OnnxAdaptedModel}, others by whoever
 * trains.
 */
public final class OnnxBaseModel implements BaseModel {
    private final Graph graph;
    private final OnnxOptions options;
    private final SharedWeights weights = new SharedWeights();
    private final List<OnnxTarget> targets;
    private final ContentHash hash;
    private final ModelSignature signature;
    private final InputCheck check;
    private final OnnxAdaptedModel adapted;
    private final Lifecycle lifecycle;

    private final Supplier<ContentHash> fingerprint = Suppliers.memoize(this::computeFingerprint);

    private @Nullable GraphSession plain;

    OnnxBaseModel(Graph graph, OnnxOptions options) {
        this.graph = graph;
        this.options = options;
        this.targets = List.copyOf(TargetDiscovery.find(graph));
        this.hash = GraphHash.of(graph);
        List<InputRule> inputs = InputBounds.of(graph);
        this.signature = new ModelSignature(
                inputs.stream().map(InputRule::port).toList(),
                graph.outputs().stream().map(OnnxBaseModel::port).toList());
        this.check = new InputCheck(inputs);
        this.lifecycle = new Lifecycle(hash.abbreviated());
        this.adapted = new OnnxAdaptedModel(this, lifecycle, check);
    }

    private static ModelSignature.Port port(ValueInfo value) {
        return new ModelSignature.Port(
                value.name(), ElementTypes.ofOnnx(value.elementType()), new Shape(value.shape()));
    }

    @Override
    public ContentHash hash() {
        return hash;
    }

    @Override
    public ContentHash fingerprint() {
        return fingerprint.get();
    }

    /** A model whose weights are not all 32-bit floats has no other form: its content hash stands for it. */
    private ContentHash computeFingerprint() {
        Map<String, Node> producers = graph.producers();
        boolean floats = targets.stream()
                .map(target -> graph.constantValue(target.weight(), producers))
                .allMatch(data -> data != null && data.elementType() == OnnxTypes.FLOAT);
        return floats ? WeightFingerprint.of(targetModules(), this::weight, largestTable(producers)) : hash;
    }

    private Optional<Tensor> largestTable(Map<String, Node> producers) {
        return graph.nodes().stream()
                .filter(node -> node.opType().equals("Gather") && node.longAttribute("axis", 0) == 0)
                .map(node -> graph.constantValue(node.input(0), producers))
                .filter(data -> data != null && data.elementType() == OnnxTypes.FLOAT && data.dims().length == 2)
                .map(Objects::requireNonNull)
                .max(Comparator.comparingLong(TensorData::size))
                .map(data -> Tensor.of(DataType.FLOAT32, new Shape(data.dims()), data.data()));
    }

    @Override
    public String engine() {
        return "onnx";
    }

    @Override
    public String engineVersion() {
        return OnnxRuntime.version();
    }

    @Override
    public int threads() {
        return options.threads();
    }

    @Override
    public ModelSignature signature() {
        return signature;
    }

    @Override
    public List<TargetModule> targetModules() {
        return List.copyOf(
                new LinkedHashSet<>(targets.stream().map(OnnxTarget::module).toList()));
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        check.check(inputs);
        return whileOpen(() -> plain().run(inputs, outputNames()));
    }

    @Override
    public OnnxAdaptedModel adapted() {
        return adapted;
    }

    /** A copy of the graph, to be edited; its constants are the shared ones. */
    public Graph graph() {
        return graph.copy();
    }

    /** The weights that sessions of graphs derived from {@link #graph} share. */
    public SharedWeights weights() {
        return weights;
    }

    /** The nodes that compute the target modules. */
    public List<OnnxTarget> targets() {
        return targets;
    }

    /** The module of that path, which must exist. */
    TargetModule module(String path) {
        return target(path).module();
    }

    /** The factor of a module's product, Gemm's alpha. */
    public double alpha(String path) {
        return target(path).alpha();
    }

    private OnnxTarget target(String path) {
        return targets.stream()
                .filter(candidate -> candidate.module().path().equals(path))
                .findFirst()
                .orElseThrow(() -> new IncompatibleAdapterException(this + " has no target module \"" + path + "\""));
    }

    @Override
    public Tensor weight(String module) {
        OnnxTarget target = target(module);
        QuantizedProduct quantized = target.quantized();
        TensorData data = quantized == null
                ? graph.constantValue(target.weight(), graph.producers())
                : quantized.dequantized(graph);
        if (data == null || data.elementType() != OnnxTypes.FLOAT) {
            throw new UnsupportedFeatureException(
                    "The adapter's method needs the weight of " + module + " in FLOAT, but the model stores " + data);
        }
        float[] values = new float[Math.toIntExact(data.size())];
        data.data().asFloatBuffer().get(values);
        int in = target.module().inFeatures();
        float[] outByIn = target.transposed() ? values : Matrices.transposed(values, in, 1);
        return Tensor.of(outByIn, target.module().outFeatures(), in);
    }

    /** How sessions of this base that must not cost memory, such as those that train, are opened. */
    public SessionSettings sharedSettings() {
        return options.shared();
    }

    OnnxOptions options() {
        return options;
    }

    List<String> outputNames() {
        return signature.outputs().stream().map(ModelSignature.Port::name).toList();
    }

    /** Does something that needs the model open, and keeps it open meanwhile. */
    <T> T whileOpen(Supplier<T> action) {
        return lifecycle.whileOpen(action);
    }

    private synchronized GraphSession plain() {
        if (plain == null) {
            plain = GraphSession.open(graph, weights, options.serving());
        }
        return plain;
    }

    @Override
    public void close() {
        lifecycle.close(this::free);
    }

    private synchronized void free() {
        if (plain != null) {
            plain.close();
        }
        adapted.closeSessions();
        weights.close();
    }

    @Override
    public String toString() {
        return "ONNX base model " + hash.abbreviated();
    }
}
