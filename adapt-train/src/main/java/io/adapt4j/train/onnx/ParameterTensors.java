package io.adapt4j.train.onnx;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.runtime.onnx.ort.NativeTensor;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.Parameter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tensors of a session's parameters and of their gradients, made once over buffers that the optimizer writes in place. */
final class ParameterTensors implements AutoCloseable {
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, NativeTensor> values = new LinkedHashMap<>();
    private final Map<String, NativeTensor> gradients = new LinkedHashMap<>();

    /** @param gradientName the graph output that is the parameter's gradient; null where it has none */
    void allocate(TrainingGraph.Trainable trainable, @Nullable String gradientName) {
        long[] dims = trainable.shape().getShape();
        ByteBuffer value = Tensor.allocate(DataType.FLOAT32, trainable.shape().size());
        ByteBuffer gradient =
                Tensor.allocate(DataType.FLOAT32, trainable.shape().size());
        parameters.add(new Parameter(
                trainable.module(),
                trainable.name(),
                trainable.role(),
                trainable.shape(),
                value.asFloatBuffer(),
                gradient.asFloatBuffer()));
        values.put(trainable.input(), NativeTensor.of(DataType.FLOAT32, value, dims));
        if (gradientName != null) {
            gradients.put(gradientName, NativeTensor.of(DataType.FLOAT32, gradient, dims));
        }
    }

    List<Parameter> parameters() {
        return parameters;
    }

    /** The values by the graph input that takes them. */
    Map<String, NativeTensor> values() {
        return values;
    }

    /** The gradients by the graph output that is written to them. */
    Map<String, NativeTensor> gradients() {
        return gradients;
    }

    @Override
    public void close() {
        values.values().forEach(NativeTensor::close);
        gradients.values().forEach(NativeTensor::close);
    }
}
