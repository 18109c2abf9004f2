package io.adapt4j.runtime.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.error.AdaptException;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.runtime.onnx.ort.ElementTypes;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import io.adapt4j.runtime.onnx.ort.SessionSettings;
import io.adapt4j.runtime.onnx.ort.SharedWeights;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns what ONNX Runtime cannot infer from an exported model: which dimensions of the hidden states are the same. With
 * it, ONNX Runtime's optimizer joins the sum of a residual connection, the bias and the layer normalisation that follows
 * into one pass over the hidden states, which on MiniLM saves more time than the deltas of all linear layers cost.
 *
 * <p>The model is run twice on small inputs of zeros, with other sizes of its free dimensions each time, so that sizes
 * that are equal by chance are told from sizes that are always equal.
 */
final class ShapeHints {
    private static final Logger LOG = LoggerFactory.getLogger(ShapeHints.class);

    private static final Set<String> OPS = Set.of("Add", "MatMul", "Gemm");

    /** The size of the first free dimension in each of the two runs. */
    private static final long FIRST = 2;

    private static final long SECOND = 7;

    private ShapeHints() {}

    /**
     * The shapes of the model's sums and matrix products; none where the model cannot be run on zeros.
     *
     * @param further other values whose shapes are of interest
     */
    static List<ValueInfo> of(
            Graph graph, Collection<String> further, SharedWeights weights, SessionSettings settings) {
        Graph probe = graph.copy();
        probe.outputs().clear();
        for (Node node : graph.nodes()) {
            if ((node.domain().isEmpty() && OPS.contains(node.opType())) || further.contains(node.output())) {
                probe.outputs().add(ValueInfo.untyped(node.output()));
            }
        }
        if (probe.outputs().isEmpty()) {
            return List.of();
        }
        List<String> names = probe.outputs().stream().map(ValueInfo::name).toList();
        try (GraphSession session = GraphSession.open(probe, weights, settings)) {
            Map<String, ValueInfo> first = session.describe(zeros(graph, FIRST), names);
            Map<String, ValueInfo> second = session.describe(zeros(graph, SECOND), names);
            List<ValueInfo> hints = new ArrayList<>();
            first.forEach((name, value) -> {
                ValueInfo other = second.get(name);
                if (other != null
                        && value.elementType() == OnnxTypes.FLOAT
                        && value.dims().size() == other.dims().size()) {
                    hints.add(join(value, other));
                }
            });
            return hints;
        } catch (AdaptException e) {
            LOG.debug("The model cannot be run on zeros to learn its shapes", e);
            return List.of();
        }
    }

    /**
     * The number of dimensions of values whose first one is the batch: the first dimension of all inputs, under one name.
     */
    static Map<String, Integer> batchedRanks(List<ValueInfo> hints, Graph graph) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        Set<String> first = new HashSet<>();
        for (ValueInfo input : graph.inputs()) {
            sizesOf(input, FIRST, sizes);
            first.add(input.dims().isEmpty() || input.dim(0) >= 0 ? "" : symbol(input, 0));
        }
        Map<String, Integer> ranks = new HashMap<>();
        if (first.size() == 1 && sizes.containsKey(first.iterator().next())) {
            long size = sizes.get(first.iterator().next());
            String batch = name(Long.toString(size), Long.toString(size - FIRST + SECOND));
            for (ValueInfo hint : hints) {
                if (hint.dims().size() >= 2 && hint.dims().get(0).equals(batch)) {
                    ranks.put(hint.name(), hint.dims().size());
                }
            }
        }
        return ranks;
    }

    private static String name(String size, String other) {
        return "adapt4j_" + size + "_" + other;
    }

    /** A dimension of one size is fixed; one of two sizes gets a name made of them, which equal dimensions share. */
    private static ValueInfo join(ValueInfo first, ValueInfo second) {
        List<String> dims = new ArrayList<>();
        for (int axis = 0; axis < first.dims().size(); axis++) {
            String size = first.dims().get(axis);
            String other = second.dims().get(axis);
            dims.add(size.equals(other) ? size : name(size, other));
        }
        return new ValueInfo(first.name(), first.elementType(), dims);
    }

    /** Inputs in which each free dimension has its own size, in steps of three from {@code firstSize}. */
    private static Map<String, Tensor> zeros(Graph graph, long firstSize) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (ValueInfo input : graph.inputs()) {
            long[] dims = sizesOf(input, firstSize, sizes);
            DataType type = ElementTypes.ofOnnx(input.elementType());
            Shape shape = new Shape(dims);
            inputs.put(input.name(), Tensor.of(type, shape, Tensor.allocate(type, shape.size())));
        }
        return inputs;
    }

    private static long[] sizesOf(ValueInfo input, long firstSize, Map<String, Long> sizes) {
        long[] dims = new long[input.dims().size()];
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = input.dim(axis) >= 0
                    ? input.dim(axis)
                    : sizes.computeIfAbsent(symbol(input, axis), name -> firstSize + 3L * sizes.size());
        }
        return dims;
    }

    private static String symbol(ValueInfo input, int axis) {
        return input.dims().get(axis).isEmpty() ? "#" + axis : input.dims().get(axis);
    }
}
