package io.adapt4j.train.migrate.compare;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.runtime.onnx.OnnxBaseModel;
import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a model computes apart from its weights and names: operators, wiring, attributes, and the constants that are whole numbers, such as those of
 * the shapes in which heads are split.
 */
final class GraphForm {
    private final Graph graph;
    private final Hasher hasher = Hashing.sha256().newHasher();
    private final Map<String, Integer> numbers = new HashMap<>();

    private GraphForm(Graph graph) {
        this.graph = graph;
    }

    /** The hash of the form; empty where the engine does not show it. */
    static Optional<ContentHash> of(BaseModel base) {
        return base instanceof OnnxBaseModel onnx ? Optional.of(new GraphForm(onnx.graph()).hash()) : Optional.empty();
    }

    private ContentHash hash() {
        graph.inputs().forEach(input -> numbers.put(input.name(), numbers.size()));
        for (Node node : graph.nodes()) {
            hasher.putUnencodedChars(node.qualifiedOp()).putInt(node.inputs().size());
            node.inputs().forEach(this::putInput);
            node.attributes().forEach((name, attribute) -> {
                hasher.putUnencodedChars(name);
                if (attribute instanceof Attribute.OfTensor tensor) {
                    put(tensor.value());
                } else if (attribute instanceof Attribute.Opaque opaque) {
                    hasher.putInt(Arrays.hashCode(opaque.serialized()));
                } else {
                    hasher.putUnencodedChars(attribute.toString());
                }
            });
            node.outputs().forEach(output -> numbers.put(output, numbers.size()));
        }
        return ContentHash.of(hasher);
    }

    private void putInput(String name) {
        TensorData constant = graph.initializers().get(name);
        if (constant == null) {
            hasher.putInt(numbers.getOrDefault(name, -1));
        } else {
            put(constant);
        }
    }

    private void put(TensorData data) {
        hasher.putInt(data.elementType());
        for (long dim : data.dims()) {
            hasher.putLong(dim);
        }
        if (data.elementType() == OnnxTypes.INT64 || data.elementType() == OnnxTypes.INT32) {
            for (long value : data.toLongs()) {
                hasher.putLong(value);
            }
        }
    }
}
