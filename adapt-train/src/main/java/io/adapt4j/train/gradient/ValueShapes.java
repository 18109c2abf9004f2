package io.adapt4j.train.gradient;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import io.adapt4j.runtime.onnx.ort.SessionSettings;
import io.adapt4j.runtime.onnx.ort.SharedWeights;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The dimensions of a graph's values on sample inputs. They tell ranks, and which axes are broadcast: for that the
 * sizes of the sample's dynamic dimensions should be greater than one.
 */
public final class ValueShapes {
    private final Map<String, long[]> shapes;

    private final Set<String> floats;

    private ValueShapes(Map<String, long[]> shapes, Set<String> floats) {
        this.shapes = shapes;
        this.floats = floats;
    }

    /** Shapes that are known. */
    public static ValueShapes of(Map<String, long[]> shapes) {
        return new ValueShapes(new HashMap<>(shapes), Set.of());
    }

    /** Learns the shapes by running the graph once, with every value as an output. */
    public static ValueShapes probe(Graph graph, SharedWeights weights, Map<String, Tensor> sample) {
        Graph probed = graph.copy();
        List<String> values = new ArrayList<>();
        for (Node node : graph.nodes()) {
            node.outputs().stream().filter(output -> !output.isEmpty()).forEach(values::add);
        }
        probed.outputs().clear();
        values.forEach(value -> probed.outputs().add(ValueInfo.untyped(value)));
        Map<String, long[]> shapes = new HashMap<>();
        Set<String> floats = new HashSet<>();
        try (GraphSession session = GraphSession.open(probed, weights, SessionSettings.shared(1))) {
            session.describe(sample, values).forEach((name, value) -> {
                shapes.put(name, value.shape());
                if (value.elementType() == OnnxTypes.FLOAT) {
                    floats.add(name);
                }
            });
        }
        sample.forEach((name, tensor) -> shapes.put(name, tensor.shape().getShape()));
        graph.initializers().forEach((name, data) -> shapes.put(name, data.dims()));
        for (Node node : graph.nodes()) {
            if (node.attributes().get("value") instanceof Attribute.OfTensor constant) {
                TensorData data = constant.value();
                if (node.opType().equals("Constant")) {
                    shapes.put(node.output(), data.dims());
                }
            }
        }
        return new ValueShapes(shapes, floats);
    }

    /** The dimensions of a value. */
    public long[] of(String value) {
        long[] shape = shapes.get(value);
        if (shape == null) {
            throw new UnsupportedFeatureException("The shape of the value \"" + value + "\" is not known");
        }
        return shape.clone();
    }

    /** Whether a value that a node computes was seen to be FLOAT. */
    public boolean isFloat(String value) {
        return floats.contains(value);
    }

    void alias(String value, String like) {
        shapes.put(value, of(like));
    }
}
