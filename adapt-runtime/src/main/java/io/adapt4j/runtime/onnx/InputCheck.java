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

/** Checks the inputs of a request before anything native sees them. */
final class InputCheck {
    private final ModelSignature signature;
    private final Map<String, ValueInfo> declared = new HashMap<>();
    /** For inputs that are row numbers of a table, the number of its rows. */
    private final Map<String, Long> tableRows = new HashMap<>();

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
        ValueInfo info = java.util.Objects.requireNonNull(declared.get(port.name()));
        boolean fits = shape.dimension() == info.dims().size();
        for (int axis = 0; fits && axis < shape.dimension(); axis++) {
            long size = shape.get(axis);
            long fixed = info.dim(axis);
            fits = size > 0 && (fixed < 0 || fixed == size);
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
