package io.adapt4j.runtime.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.BaseModel;
import io.adapt4j.TargetModule;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The weights of an ONNX model by the names and in the layout that they had in PyTorch: an exporter keeps the names of most, but
 * transposes the weights of linear layers and calls them something like {@code onnx::MatMul_787}; those are found through the
 * modules that use them.
 */
public final class OnnxParameters {
    private final OnnxBaseModel base;
    private final Graph graph;
    private final Set<String> modules;

    /** @throws InvalidModelException when the base runs on another engine */
    public OnnxParameters(BaseModel base) {
        if (!(base instanceof OnnxBaseModel onnx)) {
            throw new InvalidModelException(
                    "Parameters are read from an ONNX base, but this one runs on " + base.engine());
        }
        this.base = onnx;
        this.graph = onnx.graph();
        this.modules = base.targetModules().stream().map(TargetModule::path).collect(Collectors.toSet());
    }

    /**
     * Some parameters, FLOAT32.
     *
     * @param names their paths in PyTorch, such as {@code embeddings.LayerNorm.weight}
     * @throws InvalidModelException when the model has no such parameter, or one of another type
     */
    public Map<String, Tensor> get(Set<String> names) {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        names.forEach(name -> parameters.put(name, get(name)));
        return parameters;
    }

    private Tensor get(String name) {
        String module = name.endsWith(".weight") ? name.substring(0, name.length() - ".weight".length()) : "";
        if (modules.contains(module)) {
            return base.weight(module);
        }
        TensorData data = graph.initializers().get(name);
        if (data == null) {
            throw new InvalidModelException("The model has no parameter " + name + "; it has "
                    + graph.initializers().keySet() + " and the weights of " + modules);
        }
        if (data.elementType() != OnnxTypes.FLOAT) {
            throw new InvalidModelException("The parameter " + name
                    + " should be of 32-bit floats, but ONNX's element type is " + data.elementType());
        }
        return Tensor.of(DataType.FLOAT32, new Shape(data.dims()), data.data());
    }
}
