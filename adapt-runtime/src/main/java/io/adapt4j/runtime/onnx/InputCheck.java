package io.adapt4j.runtime.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.ModelSignature;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the inputs of a request before anything native sees them. */
final class InputCheck {
    /** Operators that pass a single number on. */
    private static final Set<String> PASSING = Set.of("Unsqueeze", "Squeeze", "Identity", "Cast", "Reshape");

    private final ModelSignature signature;
    private final Map<String, ValueInfo> declared = new HashMap<>();
    /** For inputs that are row numbers of a table, the number of its rows. */
    private final Map<String, Long> tableRows = new HashMap<>();

    /** By the name of an input, the longest size that each of its dimensions may have; 0 where there is no bound. */
    private final Map<String, long[]> longest = new HashMap<>();

    InputCheck(ModelSignature signature, Graph graph) {
        this.signature = signature;
        graph.inputs().forEach(input -> declared.put(input.name(), input));
        for (Node node : graph.nodes()) {
            TensorData table = graph.initializers().get(node.input(0));
            if (node.opType().equals("Gather")
                    && table != null
                    && node.longAttribute("axis", 0) == 0
                    && declared.containsKey(node.input(1))) {
                tableRows.merge(node.input(1), table.dims()[0], Math::min);
            }
        }
        Map<String, Node> producers = graph.producers();
        graph.nodes().stream()
                .filter(node -> node.opType().equals("Slice"))
                .forEach(slice -> boundBySlice(slice, graph, producers));
    }

    /**
     * Position embeddings are made as {@code positions[:, 0:length]} of a constant of as many positions as the model
     * knows, with the length taken from the shape of an input, which must therefore not be longer.
     */
    private void boundBySlice(Node slice, Graph graph, Map<String, Node> producers) {
        TensorData positions = graph.constantValue(slice.input(0), producers);
        TensorData axes = graph.constantValue(slice.input(3), producers);
        Node size = sizeOfAnInput(slice.input(2), producers);
        if (positions == null || axes == null || axes.size() != 1 || size == null) {
            return;
        }
        TensorData index = graph.constantValue(size.input(1), producers);
        Node shape = Objects.requireNonNull(producers.get(size.input(0)));
        if (index == null || index.size() != 1) {
            return;
        }
        long axis = axes.toLongs()[0];
        long inputAxis = index.toLongs()[0];
        long[] bounds = longest.computeIfAbsent(
                shape.input(0),
                name -> new long
                        [Objects.requireNonNull(declared.get(name)).dims().size()]);
        if (axis >= 0 && axis < positions.dims().length && inputAxis >= 0 && inputAxis < bounds.length) {
            bounds[(int) inputAxis] = positions.dims()[(int) axis];
        }
    }

    /** The Gather that takes one element of an input's Shape, where that is what a value is, else null. */
    private @Nullable Node sizeOfAnInput(String value, Map<String, Node> producers) {
        Node node = producers.get(value);
        while (node != null && PASSING.contains(node.opType())) {
            node = producers.get(node.input(0));
        }
        Node shape = node == null || !node.opType().equals("Gather") ? null : producers.get(node.input(0));
        boolean found = shape != null && shape.opType().equals("Shape") && declared.containsKey(shape.input(0));
        return found ? node : null;
    }

    void check(Map<String, Tensor> inputs) {
        for (String name : inputs.keySet()) {
            if (!declared.containsKey(name)) {
                throw new InvalidInputException(
                        "Unknown input \"" + name + "\"; the model takes " + signature.inputs());
            }
        }
        Map<String, Long> sizes = new HashMap<>();
        for (ModelSignature.Port port : signature.inputs()) {
            Tensor tensor = inputs.get(port.name());
            if (tensor == null) {
                throw new InvalidInputException(
                        "Missing input \"" + port.name() + "\"; the model takes " + signature.inputs());
            }
            checkType(port, tensor);
            checkShape(port, tensor.shape(), sizes);
            checkRows(port, tensor);
        }
    }

    private static void checkType(ModelSignature.Port port, Tensor tensor) {
        if (tensor.dataType() != port.dataType()) {
            throw new InvalidInputException(
                    "The input \"" + port.name() + "\" takes " + port.dataType() + ", but was given " + tensor);
        }
    }

    private void checkShape(ModelSignature.Port port, Shape shape, Map<String, Long> sizes) {
        ValueInfo info = Objects.requireNonNull(declared.get(port.name()));
        boolean fits = shape.dimension() == info.dims().size();
        for (int axis = 0; fits && axis < shape.dimension(); axis++) {
            long size = shape.get(axis);
            long fixed = info.dim(axis);
            fits = size > 0 && (fixed < 0 || fixed == size);
            long[] bounds = longest.get(port.name());
            if (bounds != null && bounds[axis] > 0 && size > bounds[axis]) {
                throw new InvalidInputException("The dimension " + axis + " of the input \"" + port.name() + "\" is "
                        + size + ", but the model knows no more than " + bounds[axis]
                        + " positions; truncate the input");
            }
            String symbol = info.dims().get(axis);
            if (fits && fixed < 0 && !symbol.isEmpty()) {
                Long other = sizes.putIfAbsent(symbol, size);
                if (other != null && other != size) {
                    throw new InvalidInputException("The dimension " + symbol + " is " + size + " in the input \""
                            + port.name() + "\", but " + other + " in another");
                }
            }
        }
        if (!fits) {
            throw new InvalidInputException("The input \"" + port.name() + "\" takes the shape " + info.dims()
                    + " with no empty dimension, but was given " + shape);
        }
    }

    private void checkRows(ModelSignature.Port port, Tensor tensor) {
        Long rows = tableRows.get(port.name());
        if (rows == null) {
            return;
        }
        int count = (int) tensor.shape().size();
        var data = tensor.data();
        for (int i = 0; i < count; i++) {
            long id =
                    tensor.dataType() == DataType.INT64 ? data.getLong(i * Long.BYTES) : data.getInt(i * Integer.BYTES);
            if (id < 0 || id >= rows) {
                throw new InvalidInputException("The input \"" + port.name() + "\" holds " + id
                        + ", but the model's table has the rows 0 to " + (rows - 1));
            }
        }
    }
}
