package io.adapt4j;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;

/**
 * What a base model takes and gives.
 *
 * @param inputs the inputs in the order in which the model declares them
 * @param outputs the outputs in the order in which the model declares them
 */
public record ModelSignature(List<Port> inputs, List<Port> outputs) {

    /**
     * One input or output.
     *
     * @param shape the declared shape; -1 for a dimension that is not fixed
     */
    public record Port(String name, DataType dataType, Shape shape) {}

    public ModelSignature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** The input of that name, if there is one. */
    public Optional<Port> input(String name) {
        return inputs.stream().filter(port -> port.name().equals(name)).findFirst();
    }

    /** The output of that name, if there is one. */
    public Optional<Port> output(String name) {
        return outputs.stream().filter(port -> port.name().equals(name)).findFirst();
    }
}
