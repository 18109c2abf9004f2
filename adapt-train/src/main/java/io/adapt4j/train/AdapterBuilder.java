package io.adapt4j.train;

import io.adapt4j.Adapter;
import io.adapt4j.Head;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TokenizerFile;
import io.adapt4j.method.Lora;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes an adapter of trained values, in PEFT's names and orientation. */
final class AdapterBuilder {
    private AdapterBuilder() {}

    /** @param values the values of each parameter, in the order of {@code parameters} */
    static Adapter build(
            Lora method, List<Parameter> parameters, float[][] values, TokenizerFile tokenizer, Manifest manifest) {
        Map<String, SortedMap<String, Tensor>> deltas = new LinkedHashMap<>();
        Map<Parameter.Kind, Tensor> head = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            Parameter parameter = parameters.get(i);
            switch (parameter.kind()) {
                case LORA_A -> of(deltas, parameter).put("lora_A", transposed(parameter, values[i]));
                case LORA_B -> of(deltas, parameter).put("lora_B", transposed(parameter, values[i]));
                case HEAD_WEIGHT ->
                    head.put(parameter.kind(), Tensor.of(values[i], parameter.rows(), parameter.columns()));
                case HEAD_BIAS -> head.put(parameter.kind(), Tensor.of(values[i], parameter.columns()));
            }
        }
        List<ModuleDelta> moduleDeltas = new ArrayList<>();
        deltas.forEach((module, tensors) -> moduleDeltas.add(new ModuleDelta(module, tensors)));
        Tensor weight = head.get(Parameter.Kind.HEAD_WEIGHT);
        Tensor bias = head.get(Parameter.Kind.HEAD_BIAS);
        Optional<Head> taskHead = weight == null || bias == null ? Optional.empty() : Optional.of(new Head(weight, bias));
        return new Adapter(method, moduleDeltas, taskHead, Optional.of(tokenizer), manifest);
    }

    private static SortedMap<String, Tensor> of(Map<String, SortedMap<String, Tensor>> deltas, Parameter parameter) {
        return deltas.computeIfAbsent(parameter.module(), module -> new TreeMap<>());
    }

    private static Tensor transposed(Parameter parameter, float[] values) {
        float[] transposed = new float[values.length];
        for (int r = 0; r < parameter.rows(); r++) {
            for (int c = 0; c < parameter.columns(); c++) {
                transposed[c * parameter.rows() + r] = values[r * parameter.columns() + c];
            }
        }
        return Tensor.of(transposed, parameter.columns(), parameter.rows());
    }
}
