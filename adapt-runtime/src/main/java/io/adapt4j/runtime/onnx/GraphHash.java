package io.adapt4j.runtime.onnx;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.ContentHash;
import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/**
 * The content hash of an ONNX model: SHA-256 over operator sets, inputs, outputs, nodes in order and constants by name.
 * It does not depend on how the file stores them (inline or as external data, raw or typed), nor on producer, version
 * and documentation.
 */
final class GraphHash {
    private final Hasher hasher = Hashing.sha256().newHasher();

    private GraphHash() {}

    static ContentHash of(Graph graph) {
        GraphHash hash = new GraphHash();
        graph.opsets().forEach((domain, version) -> {
            hash.put(domain);
            hash.hasher.putLong(version);
        });
        hash.values(graph.inputs());
        hash.values(graph.outputs());
        graph.nodes().forEach(hash::put);
        new TreeMap<>(graph.initializers()).forEach((name, data) -> {
            hash.put(name);
            hash.put(data);
        });
        return ContentHash.of(hash.hasher);
    }

    private void values(List<ValueInfo> values) {
        hasher.putInt(values.size());
        for (ValueInfo value : values) {
            put(value.name());
            hasher.putInt(value.elementType());
            strings(value.dims());
        }
    }

    private void put(Node node) {
        put(node.domain());
        put(node.opType());
        strings(node.inputs());
        strings(node.outputs());
        node.attributes().forEach((name, attribute) -> {
            put(name);
            put(attribute);
        });
    }

    private void put(Attribute attribute) {
        put(attribute.getClass().getSimpleName());
        if (attribute instanceof Attribute.OfTensor tensor) {
            put(tensor.value());
        } else if (attribute instanceof Attribute.Opaque opaque) {
            hasher.putInt(opaque.serialized().length).putBytes(opaque.serialized());
        } else {
            put(attribute.toString());
        }
    }

    private void put(TensorData data) {
        hasher.putInt(data.elementType()).putInt(data.dims().length);
        for (long dim : data.dims()) {
            hasher.putLong(dim);
        }
        hasher.putBytes(data.data());
    }

    private void strings(List<String> strings) {
        hasher.putInt(strings.size());
        strings.forEach(this::put);
    }

    private void put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        hasher.putInt(bytes.length).putBytes(bytes);
    }
}
