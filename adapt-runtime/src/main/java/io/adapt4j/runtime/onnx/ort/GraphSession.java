package io.adapt4j.runtime.onnx.ort;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.adapt4j.error.EngineException;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.runtime.onnx.proto.OnnxFile;
import io.adapt4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of ONNX Runtime over a graph, reading its large weights from {@link SharedWeights}. Runs may happen on many
 * threads at once. Inputs must have been checked by the caller.
 */
public final class GraphSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GraphSession.class);

    private final OrtSession session;

    private GraphSession(OrtSession session) {
        this.session = session;
    }

    /**
     * Makes a session. Where ONNX Runtime's optimizer insists on reading a weight from the file that the graph says it is
     * in, before it is given the shared one, the session gets weights of its own; so does one on a GPU.
     *
     * @throws InvalidModelException when ONNX Runtime refuses the graph
     */
    public static GraphSession open(Graph graph, SharedWeights weights, SessionSettings settings) {
        Set<String> folded = inputsOfConstantNodes(graph);
        Set<String> shared = new LinkedHashSet<>();
        graph.initializers().forEach((name, data) -> {
            if (!settings.device().isGpu() && SharedWeights.isShared(data) && !folded.contains(name)) {
                shared.add(name);
            }
        });
        try {
            return new GraphSession(create(graph, weights, shared, settings));
        } catch (OrtException sharing) {
            try {
                OrtSession session = create(graph, weights, Set.of(), settings);
                LOG.warn("A session could not share its base's weights and holds a copy: {}", sharing.getMessage());
                return new GraphSession(session);
            } catch (OrtException e) {
                throw new InvalidModelException("ONNX Runtime refuses the model: " + e.getMessage(), e);
            }
        }
    }

    private static OrtSession create(Graph graph, SharedWeights weights, Set<String> shared, SessionSettings settings)
            throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            if (settings.threads() > 0) {
                options.setIntraOpNumThreads(settings.threads());
            }
            if (!settings.prepack()) {
                options.addConfigEntry("session.disable_prepacking", "1");
            }
            options.setMemoryPatternOptimization(settings.planned());
            Devices.select(settings.device(), options);
            for (String name : shared) {
                TensorData data = graph.initializers().get(name);
                if (data != null) {
                    options.addInitializer(name, weights.tensor(data).get());
                }
            }
            byte[] model = OnnxFile.write(graph, shared::contains);
            return DeepStack.open(() -> Environment.get().createSession(model, options));
        }
    }

    /** The constants that ONNX Runtime will fold into others when it loads the graph, for which it reads the file. */
    private static Set<String> inputsOfConstantNodes(Graph graph) {
        Set<String> constants = new HashSet<>(graph.initializers().keySet());
        Set<String> folded = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (constants.containsAll(node.inputs())) {
                constants.addAll(node.outputs());
                folded.addAll(node.inputs());
            }
        }
        return folded;
    }

    /** Runs with host tensors and copies the outputs. */
    public Map<String, Tensor> run(Map<String, Tensor> inputs, Collection<String> outputs) {
        Map<String, NativeTensor> natives = new LinkedHashMap<>();
        try {
            inputs.forEach((name, tensor) -> natives.put(name, NativeTensor.of(tensor)));
            return runNative(natives, outputs, Map.of());
        } finally {
            natives.values().forEach(NativeTensor::close);
        }
    }

    /**
     * Runs with native tensors.
     *
     * @param outputs the outputs to copy and return
     * @param pinned further outputs, written to the tensors given for them
     */
    public Map<String, Tensor> runNative(
            Map<String, NativeTensor> inputs, Collection<String> outputs, Map<String, NativeTensor> pinned) {
        Map<String, OnnxTensor> feed = new LinkedHashMap<>();
        inputs.forEach((name, tensor) -> feed.put(name, tensor.get()));
        Map<String, OnnxValue> targets = new LinkedHashMap<>();
        pinned.forEach((name, tensor) -> targets.put(name, tensor.get()));
        try (OrtSession.Result result = session.run(feed, new LinkedHashSet<>(outputs), targets)) {
            Map<String, Tensor> copies = new LinkedHashMap<>();
            for (String output : outputs) {
                OnnxValue value = result.get(output)
                        .orElseThrow(() -> new EngineException("ONNX Runtime gave no output \"" + output + "\""));
                copies.put(output, copy(output, value));
            }
            return copies;
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime failed to run the model: " + e.getMessage(), e);
        }
    }

    /** Runs with host tensors and tells the shapes of outputs, and which are FLOAT; other element types are left out. */
    public Map<String, ValueInfo> describe(Map<String, Tensor> inputs, Collection<String> outputs) {
        Map<String, OnnxTensor> feed = new LinkedHashMap<>();
        List<NativeTensor> owned = new ArrayList<>();
        try {
            inputs.forEach((name, tensor) -> {
                owned.add(NativeTensor.of(tensor));
                feed.put(name, owned.get(owned.size() - 1).get());
            });
            try (OrtSession.Result result = session.run(feed, new LinkedHashSet<>(outputs))) {
                Map<String, ValueInfo> described = new LinkedHashMap<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    if (output.getValue() instanceof OnnxTensor tensor) {
                        TensorInfo info = tensor.getInfo();
                        described.put(
                                output.getKey(),
                                ValueInfo.fixed(
                                        output.getKey(),
                                        info.type == OnnxJavaType.FLOAT ? OnnxTypes.FLOAT : 0,
                                        info.getShape()));
                    }
                }
                return described;
            }
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime failed to run the model: " + e.getMessage(), e);
        } finally {
            owned.forEach(NativeTensor::close);
        }
    }

    private static Tensor copy(String name, OnnxValue value) {
        if (!(value instanceof OnnxTensor tensor)) {
            throw new UnsupportedFeatureException("The output \"" + name + "\" is not a tensor but " + value.getType());
        }
        TensorInfo info = tensor.getInfo();
        DataType type = ElementTypes.ofRuntime(info.type);
        ByteBuffer source = tensor.getByteBuffer();
        ByteBuffer data = ByteBuffer.allocate(source.remaining()).order(ByteOrder.nativeOrder());
        data.put(source).flip();
        return Tensor.of(type, new Shape(info.getShape()), data);
    }

    /** The names of the inputs. */
    public List<String> inputNames() {
        return new ArrayList<>(session.getInputNames());
    }

    /** Frees the session; no run may be under way. May be called twice. */
    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime failed to close a session", e);
        } catch (IllegalStateException e) {
            // closed before
        }
    }
}
