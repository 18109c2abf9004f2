package io.adapt4j.runtime.onnx.graph;

import java.util.List;

/** The value of an attribute of a node. */
public sealed interface Attribute {

    record OfLong(long value) implements Attribute {}

    record OfFloat(float value) implements Attribute {}

    record OfString(String value) implements Attribute {}

    record OfTensor(TensorData value) implements Attribute {}

    record OfLongs(List<Long> values) implements Attribute {
        public OfLongs {
            values = List.copyOf(values);
        }
    }

    record OfFloats(List<Float> values) implements Attribute {
        public OfFloats {
            values = List.copyOf(values);
        }
    }

    /** Anything else (sub-graphs, types, sparse tensors), kept as it was in the file. */
    record Opaque(byte[] serialized) implements Attribute {}

    static Attribute of(long value) {
        return new OfLong(value);
    }

    static Attribute of(float value) {
        return new OfFloat(value);
    }

    static Attribute of(String value) {
        return new OfString(value);
    }

    static Attribute of(TensorData value) {
        return new OfTensor(value);
    }

    static Attribute ofLongs(long... values) {
        return new OfLongs(java.util.Arrays.stream(values).boxed().toList());
    }
}
