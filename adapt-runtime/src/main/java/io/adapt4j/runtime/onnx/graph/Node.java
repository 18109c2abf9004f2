package io.adapt4j.runtime.onnx.graph;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One operation of a graph. Inputs and outputs are value names; an empty name is an optional one left out.
 *
 * @param name the node's own name; may be empty
 * @param domain the operator set; empty for ONNX's own
 */
public record Node(
        String name,
        String opType,
        String domain,
        List<String> inputs,
        List<String> outputs,
        Map<String, Attribute> attributes) {

    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    public Node withInputs(List<String> newInputs) {
        return new Node(name, opType, domain, newInputs, outputs, attributes);
    }

    public Node withOutputs(List<String> newOutputs) {
        return new Node(name, opType, domain, inputs, newOutputs, attributes);
    }

    public Node withAttribute(String attribute, Attribute value) {
        Map<String, Attribute> more = new TreeMap<>(attributes);
        more.put(attribute, value);
        return new Node(name, opType, domain, inputs, outputs, more);
    }

    public String input(int index) {
        return index < inputs.size() ? inputs.get(index) : "";
    }

    public String output() {
        return outputs.get(0);
    }

    /** An integer attribute, or {@code otherwise} where the node has none of that name. */
    public long longAttribute(String attribute, long otherwise) {
        return attributes.get(attribute) instanceof Attribute.OfLong a ? a.value() : otherwise;
    }

    public float floatAttribute(String attribute, float otherwise) {
        return attributes.get(attribute) instanceof Attribute.OfFloat a ? a.value() : otherwise;
    }

    public String stringAttribute(String attribute, String otherwise) {
        return attributes.get(attribute) instanceof Attribute.OfString a ? a.value() : otherwise;
    }

    /** An attribute that is a list of integers, or {@code otherwise} where the node has none of that name. */
    public long[] longsAttribute(String attribute, long... otherwise) {
        return attributes.get(attribute) instanceof Attribute.OfLongs a
                ? a.values().stream().mapToLong(Long::longValue).toArray()
                : Arrays.copyOf(otherwise, otherwise.length);
    }

    public boolean hasAttribute(String attribute) {
        return attributes.containsKey(attribute);
    }

    /** The operator with its domain, for messages: {@code MatMul}, {@code com.microsoft.Gelu}. */
    public String qualifiedOp() {
        return domain.isEmpty() ? opType : domain + "." + opType;
    }
}
