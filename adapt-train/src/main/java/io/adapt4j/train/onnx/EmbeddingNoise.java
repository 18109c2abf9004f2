package io.adapt4j.train.onnx;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Noise on the token embeddings (Jain et al., "NEFTune", 2023): an input that is added where the graph looks them up. */
final class EmbeddingNoise {
    /** The input, FLOAT {@code [texts, sequence, width]}. */
    static final String INPUT = "adapt4j.embedding_noise";

    private static final String IDS = "input_ids";
    private static final Set<String> PASSING = Set.of("Cast", "Identity");

    private EmbeddingNoise() {}

    /**
     * Adds the input to a graph.
     *
     * @return the size of an embedding
     * @throws UnsupportedFeatureException when the graph looks no embeddings up in a table of weights
     */
    static int add(Graph graph) {
        Map<String, Node> producers = graph.producers();
        for (Node node : graph.nodes()) {
            if (node.qualifiedOp().equals("Gather") && node.longAttribute("axis", 0) == 0) {
                TensorData table = graph.constantValue(node.input(0), producers);
                boolean looksUp = source(node.input(1), producers).equals(IDS);
                if (looksUp && table != null && table.elementType() == OnnxTypes.FLOAT && table.dims().length == 2) {
                    int width = (int) table.dims()[1];
                    addBehind(graph, node, width);
                    return width;
                }
            }
        }
        throw new UnsupportedFeatureException(
                "Cannot add noise to the token embeddings: the ONNX model has no Gather of the rows"
                        + " of a FLOAT table by its input \"" + IDS + "\"; set embeddingNoise to 0");
    }

    /** Where ids come from that are passed on or cast. */
    private static String source(String value, Map<String, Node> producers) {
        Node producer = producers.get(value);
        if (producer == null || !PASSING.contains(producer.opType())) {
            return value;
        }
        return source(producer.input(0), producers);
    }

    private static void addBehind(Graph graph, Node lookup, int width) {
        String plain = graph.freshName("embeddings");
        graph.nodes().replaceAll(node -> node.equals(lookup) ? node.withOutputs(List.of(plain)) : node);
        graph.inputs()
                .add(new ValueInfo(INPUT, OnnxTypes.FLOAT, List.of("batch", "sequence", Integer.toString(width))));
        graph.nodes()
                .add(new Node(
                        graph.freshName("noise"),
                        "Add",
                        Graph.ONNX,
                        List.of(plain, INPUT),
                        List.of(lookup.output()),
                        Map.of()));
    }
}
