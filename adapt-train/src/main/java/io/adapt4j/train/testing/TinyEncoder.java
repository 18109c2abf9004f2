package io.adapt4j.train.testing;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Builds the graph of {@link TinyBase} as PyTorch's exporter would: layers of BERT in opset 17. */
final class TinyEncoder {
    private static final int POSITIONS = 64;

    private final Graph graph = new Graph(Map.of(Graph.ONNX, 17L));
    private final TinyShape shape;
    private final int hidden;
    private final SplittableRandom random;
    private String mask = "";

    TinyEncoder(long seed, TinyShape shape) {
        this.shape = shape;
        this.hidden = shape.hidden();
        this.random = new SplittableRandom(seed);
    }

    Graph build() {
        for (String name : List.of("input_ids", "attention_mask")) {
            graph.inputs().add(new ValueInfo(name, OnnxTypes.INT64, List.of("batch_size", "sequence_length")));
        }
        String states = norm("embeddings", embed());
        for (int layer = 0; layer < shape.layers(); layer++) {
            states = layer("encoder/layer." + layer + "/", states);
        }
        graph.nodes()
                .add(new Node("", "Identity", Graph.ONNX, List.of(states), List.of("last_hidden_state"), Map.of()));
        graph.outputs()
                .add(new ValueInfo(
                        "last_hidden_state",
                        OnnxTypes.FLOAT,
                        List.of("batch_size", "sequence_length", Integer.toString(hidden))));
        return graph;
    }

    private String layer(String layer, String states) {
        String attended = norm(
                layer + "attention/output",
                node(
                        layer + "attention/output/Add",
                        "Add",
                        List.of(
                                linear(
                                        layer + "attention/output/dense",
                                        attend(layer + "attention/self/", states),
                                        hidden,
                                        hidden),
                                states)));
        String inner = gelu(layer + "intermediate", linear(layer + "intermediate/dense", attended, hidden, 2 * hidden));
        String outer = linear(layer + "output/dense", inner, 2 * hidden, hidden);
        return norm(layer + "output", node(layer + "output/Add", "Add", List.of(outer, attended)));
    }

    private String embed() {
        String words = weight("embeddings.word_embeddings.weight", 1, TinyTokenizer.VOCABULARY.size(), hidden);
        String positions = weight("embeddings.position_embeddings.weight", 0.1, POSITIONS, hidden);
        String tokens = node("embeddings/Gather", "Gather", List.of(words, "input_ids"));
        String shape = node("embeddings/Shape", "Shape", List.of("input_ids"));
        String length = node("embeddings/Length", "Gather", List.of(shape, longs("one", 1)), Map.of());
        String slice =
                node("embeddings/Slice", "Slice", List.of(positions, longs("start", 0), length, longs("axis", 0)));
        return node("embeddings/Add", "Add", List.of(tokens, slice));
    }

    private String attend(String scope, String x) {
        String query = heads(scope + "query", x, 0, 2, 1, 3);
        String key = heads(scope + "key", x, 0, 2, 3, 1);
        String value = heads(scope + "value", x, 0, 2, 1, 3);
        String scores = node(
                scope + "Mul",
                "Mul",
                List.of(node(scope + "MatMul", "MatMul", List.of(query, key)), scalar("scale", (float)
                        (1 / Math.sqrt((double) hidden / shape.heads())))));
        String masked = node(scope + "Add", "Add", List.of(scores, mask()));
        String shares = node(scope + "Softmax", "Softmax", List.of(masked), Map.of("axis", Attribute.of(-1L)));
        String context = node(scope + "MatMul_1", "MatMul", List.of(shares, value));
        String back = node(
                scope + "Transpose_3", "Transpose", List.of(context), Map.of("perm", Attribute.ofLongs(0, 2, 1, 3)));
        return node(scope + "Reshape_3", "Reshape", List.of(back, longs("joined", 0, 0, hidden)));
    }

    /** What is added to the scores, computed once for all layers. */
    private String mask() {
        if (mask.isEmpty()) {
            String kept = node("mask/Cast", "Cast", List.of("attention_mask"), Map.of("to", Attribute.of(1L)));
            String lifted = node("mask/Unsqueeze", "Unsqueeze", List.of(kept, longs("axes", 1, 2)));
            String dropped = node("mask/Sub", "Sub", List.of(scalar("one", 1), lifted));
            mask = node("mask/Mul", "Mul", List.of(dropped, scalar("low", -10_000)));
        }
        return mask;
    }

    private String heads(String scope, String x, long... perm) {
        String projected = linear(scope, x, hidden, hidden);
        String split = node(
                scope + "/Reshape",
                "Reshape",
                List.of(projected, longs("heads", 0, 0, shape.heads(), hidden / shape.heads())));
        return node(scope + "/Transpose", "Transpose", List.of(split), Map.of("perm", Attribute.ofLongs(perm)));
    }

    private String linear(String scope, String x, int in, int out) {
        String path = scope.replace('/', '.');
        String product =
                node(scope + "/MatMul", "MatMul", List.of(x, weight(path + ".weight", 1 / Math.sqrt(in), in, out)));
        return node(scope + "/Add", "Add", List.of(weight(path + ".bias", 0.1, out), product));
    }

    private String gelu(String scope, String x) {
        String scaled = node(scope + "/Div", "Div", List.of(x, scalar("sqrt2", (float) Math.sqrt(2))));
        String erf = node(scope + "/Erf", "Erf", List.of(scaled));
        String shifted = node(scope + "/Add", "Add", List.of(erf, scalar("one", 1)));
        String product = node(scope + "/Mul", "Mul", List.of(x, shifted));
        return node(scope + "/Mul_1", "Mul", List.of(product, scalar("half", 0.5f)));
    }

    private String norm(String scope, String x) {
        String path = scope.replace('/', '.') + ".LayerNorm";
        float[] ones = new float[hidden];
        java.util.Arrays.fill(ones, 1);
        graph.initializers().put(path + ".weight", TensorData.floats(ones, hidden));
        graph.initializers().put(path + ".bias", TensorData.floats(new float[hidden], hidden));
        return node(
                scope + "/LayerNorm/LayerNormalization",
                "LayerNormalization",
                List.of(x, path + ".weight", path + ".bias"),
                Map.of("axis", Attribute.of(-1L), "epsilon", Attribute.of(1e-12f)));
    }

    private String weight(String name, double deviation, int... dims) {
        int size = 1;
        long[] longs = new long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            size *= dims[i];
            longs[i] = dims[i];
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (deviation * Math.sqrt(3) * (2 * random.nextDouble() - 1));
        }
        graph.initializers().put(name, TensorData.floats(values, longs));
        return name;
    }

    private String scalar(String hint, float value) {
        return graph.constant(hint, TensorData.floats(new float[] {value}));
    }

    private String longs(String hint, long... values) {
        return graph.constant(hint, TensorData.longs(values, values.length));
    }

    private String node(String name, String op, List<String> inputs) {
        return node(name, op, inputs, Map.of());
    }

    private String node(String name, String op, List<String> inputs, Map<String, Attribute> attributes) {
        String output = "/" + name + "_output_0";
        graph.nodes().add(new Node("/" + name, op, Graph.ONNX, inputs, List.of(output), attributes));
        return output;
    }
}
