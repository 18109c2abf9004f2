package io.adapt4j.runtime.pytorch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.runtime.engine.InputRule;
import io.adapt4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small inputs with which a model is run to learn about it. Tokens differ from each other, or attention would not show. */
final class Samples {
    private Samples() {}

    /**
     * Inputs of a size.
     *
     * @param ids how many different ids there are
     */
    static Map<String, Tensor> of(List<InputRule> rules, int batch, int sequence, int ids) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        SplittableRandom random = new SplittableRandom(1);
        for (InputRule rule : rules) {
            long[] dims = new long[rule.dims().size()];
            for (int axis = 0; axis < dims.length; axis++) {
                long fixed = rule.port().shape().get(axis);
                boolean first = axis == 0 || rule.dims().get(axis).equals("batch");
                dims[axis] = fixed > 0 ? fixed : first ? batch : sequence;
            }
            inputs.put(rule.name(), tensor(rule, new Shape(dims), ids, random));
        }
        return inputs;
    }

    private static Tensor tensor(InputRule rule, Shape shape, int ids, SplittableRandom random) {
        ByteBuffer data = Tensor.allocate(rule.dataType(), shape.size());
        long last = shape.dimension() == 0 ? 1 : shape.get(shape.dimension() - 1);
        for (int i = 0; i < shape.size(); i++) {
            put(data, rule.dataType(), rule.name(), i, i % last, ids, random);
        }
        return Tensor.of(rule.dataType(), shape, data);
    }

    private static void put(
            ByteBuffer data, DataType type, String name, int i, long place, int ids, SplittableRandom random) {
        long number = name.contains("mask")
                ? 1
                : name.contains("position") ? place : name.contains("type") ? 0 : random.nextInt(ids);
        switch (type) {
            case FLOAT32 -> data.putFloat(i * Float.BYTES, (float) random.nextDouble(-1, 1));
            case FLOAT64 -> data.putDouble(i * Double.BYTES, random.nextDouble(-1, 1));
            case INT64 -> data.putLong(i * Long.BYTES, number);
            case INT32 -> data.putInt(i * Integer.BYTES, (int) number);
            default -> data.put(i, (byte) 1);
        }
    }

    /** The inputs with the last element of one of them changed. */
    static Map<String, Tensor> with(Map<String, Tensor> inputs, InputRule rule, long value) {
        Map<String, Tensor> changed = new LinkedHashMap<>(inputs);
        changed.computeIfPresent(rule.name(), (name, tensor) -> {
            int last = (int) tensor.shape().size() - 1;
            ByteBuffer data = Tensor.allocate(tensor.dataType(), last + 1);
            data.put(tensor.data()).rewind();
            if (tensor.dataType() == DataType.INT64) {
                data.putLong(last * Long.BYTES, value);
            } else {
                data.putInt(last * Integer.BYTES, (int) value);
            }
            return Tensor.of(tensor.dataType(), tensor.shape(), data);
        });
        return changed;
    }
}
