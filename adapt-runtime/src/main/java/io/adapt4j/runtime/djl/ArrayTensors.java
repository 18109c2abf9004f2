package io.adapt4j.runtime.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.adapt4j.ModelSignature;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** DJL's arrays as the tensors that a base takes, and the other way round. */
final class ArrayTensors {
    private ArrayTensors() {}

    /**
     * The inputs of a base: by name where all arrays have the names of inputs, else in the base's order, as DJL does it.
     *
     * @throws InvalidInputException when there are more arrays than inputs, or an array is of a kind that no base takes
     */
    static Map<String, Tensor> inputs(NDList arrays, ModelSignature signature) {
        List<ModelSignature.Port> ports = signature.inputs();
        if (arrays.size() > ports.size()) {
            throw new InvalidInputException("The translator gave " + arrays.size() + " arrays, but the base has "
                    + ports.size() + " inputs: "
                    + ports.stream().map(ModelSignature.Port::name).toList());
        }
        boolean named = arrays.stream()
                        .map(NDArray::getName)
                        .filter(name -> name != null && signature.input(name).isPresent())
                        .distinct()
                        .count()
                == arrays.size();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (int i = 0; i < arrays.size(); i++) {
            NDArray array = arrays.get(i);
            inputs.put(named ? array.getName() : ports.get(i).name(), tensor(array));
        }
        return inputs;
    }

    private static Tensor tensor(NDArray array) {
        if (array.isSparse() || array.getDataType().getNumOfBytes() == 0) {
            throw new InvalidInputException("A base takes dense arrays of numbers, but the translator gave "
                    + (array.isSparse() ? "a sparse one" : "one of " + array.getDataType()));
        }
        return Tensor.of(array.getDataType(), array.getShape(), array.toByteBuffer());
    }

    /** The outputs of a base in its order, with their names, as arrays of a manager. */
    static NDList arrays(Map<String, Tensor> outputs, ModelSignature signature, NDManager manager) {
        NDList arrays = new NDList();
        for (ModelSignature.Port port : signature.outputs()) {
            Tensor tensor = outputs.get(port.name());
            if (tensor != null) {
                NDArray array = manager.create(tensor.data(), tensor.shape(), tensor.dataType());
                array.setName(port.name());
                arrays.add(array);
            }
        }
        return arrays;
    }
}
