package io.adapt4j.runtime.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.ModelSignature;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks the inputs of a request before anything native sees them. */
public final class InputCheck {
    private final Map<String, InputRule> rules = new LinkedHashMap<>();

    /** @param rules one for each input */
    public InputCheck(List<InputRule> rules) {
        rules.forEach(rule -> this.rules.put(rule.name(), rule));
    }

    /**
     * Checks names, dtypes, shapes, and values where they are row numbers.
     *
     * @throws InvalidInputException naming what was given and what the model takes
     */
    public void check(Map<String, Tensor> inputs) {
        for (String name : inputs.keySet()) {
            if (!rules.containsKey(name)) {
                throw new InvalidInputException("Unknown input \"" + name + "\"; the model takes " + ports());
            }
        }
        Map<String, Long> sizes = new HashMap<>();
        for (InputRule rule : rules.values()) {
            Tensor tensor = inputs.get(rule.name());
            if (tensor == null) {
                throw new InvalidInputException("Missing input \"" + rule.name() + "\"; the model takes " + ports());
            }
            checkType(rule, tensor);
            checkShape(rule, tensor.shape(), sizes);
            checkTableRows(rule, tensor);
        }
    }

    /**
     * As {@link #check}, for a batch whose rows have adapters of their own.
     *
     * @param rows the number of rows that adapters were given for
     */
    public void checkRows(Map<String, Tensor> inputs, int rows) {
        check(inputs);
        inputs.forEach((name, tensor) -> {
            Shape shape = tensor.shape();
            if (rows == 0 || shape.dimension() == 0 || shape.get(0) != rows) {
                throw new InvalidInputException("There are " + rows + " rows with adapters, but the input \"" + name
                        + "\" has the shape " + shape + "; its first dimension should be the batch");
            }
        });
    }

    private List<ModelSignature.Port> ports() {
        return rules.values().stream().map(InputRule::port).toList();
    }

    private static void checkType(InputRule rule, Tensor tensor) {
        if (tensor.dataType() != rule.dataType()) {
            throw new InvalidInputException(
                    "The input \"" + rule.name() + "\" takes " + rule.dataType() + ", but was given " + tensor);
        }
    }

    private static void checkShape(InputRule rule, Shape shape, Map<String, Long> sizes) {
        boolean fits = shape.dimension() == rule.dims().size();
        for (int axis = 0; fits && axis < shape.dimension(); axis++) {
            long size = shape.get(axis);
            long fixed = rule.fixed(axis);
            fits = size > 0 && (fixed < 0 || fixed == size);
            if (rule.longest(axis) > 0 && size > rule.longest(axis)) {
                throw new InvalidInputException("The dimension " + axis + " of the input \"" + rule.name() + "\" is "
                        + size + ", but the model knows no more than " + rule.longest(axis)
                        + " positions; truncate the input");
            }
            String symbol = rule.dims().get(axis);
            if (fits && fixed < 0 && !symbol.isEmpty()) {
                Long other = sizes.putIfAbsent(symbol, size);
                if (other != null && other != size) {
                    throw new InvalidInputException("The dimension " + symbol + " is " + size + " in the input \""
                            + rule.name() + "\", but " + other + " in another");
                }
            }
        }
        if (!fits) {
            throw new InvalidInputException("The input \"" + rule.name() + "\" takes the shape " + rule.dims()
                    + " with no empty dimension, but was given " + shape);
        }
    }

    private static void checkTableRows(InputRule rule, Tensor tensor) {
        if (rule.tableRows() == 0) {
            return;
        }
        int count = (int) tensor.shape().size();
        var data = tensor.data();
        for (int i = 0; i < count; i++) {
            long id =
                    tensor.dataType() == DataType.INT64 ? data.getLong(i * Long.BYTES) : data.getInt(i * Integer.BYTES);
            if (id < 0 || id >= rule.tableRows()) {
                throw new InvalidInputException("The input \"" + rule.name() + "\" holds " + id
                        + ", but the model's table has the rows 0 to " + (rule.tableRows() - 1));
            }
        }
    }
}
