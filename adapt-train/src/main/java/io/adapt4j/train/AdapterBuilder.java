package io.adapt4j.train;

import io.adapt4j.Adapter;
import io.adapt4j.Head;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.TokenizerFile;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.method.TrainableMethod;
import io.adapt4j.train.method.TrainableMethods;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.task.Learner;
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

    /**
     * @param learner makes the head of its parameters
     * @param values the values of each parameter, in the order of {@code parameters}
     */
    static Adapter build(
            MethodConfig method,
            List<TargetModule> modules,
            Learner<?> learner,
            List<Parameter> parameters,
            float[][] values,
            TokenizerFile tokenizer,
            Manifest manifest) {
        Map<String, SortedMap<String, Tensor>> deltas = new LinkedHashMap<>();
        float[] weight = new float[0];
        float[] bias = new float[0];
        for (int i = 0; i < values.length; i++) {
            Parameter parameter = parameters.get(i);
            switch (parameter.role()) {
                case MATRIX, OUTER_MATRIX, SCALE, FROZEN ->
                    deltas.computeIfAbsent(parameter.module(), module -> new TreeMap<>())
                            .put(
                                    parameter.name(),
                                    Tensor.of(values[i], parameter.shape().getShape()));
                case HEAD_WEIGHT -> {
                    weight = values[i];
                    bias = bias.length == 0 ? new float[parameter.rows()] : bias;
                }
                case HEAD_BIAS -> bias = values[i];
            }
        }
        Optional<Head> head = weight.length == 0 ? Optional.empty() : Optional.of(learner.head(weight, bias));
        return saved(TrainableMethods.of(method), method, modules, deltas, head, tokenizer, manifest);
    }

    private static <C extends MethodConfig> Adapter saved(
            TrainableMethod<C> trainable,
            C method,
            List<TargetModule> modules,
            Map<String, SortedMap<String, Tensor>> trained,
            Optional<Head> head,
            TokenizerFile tokenizer,
            Manifest manifest) {
        Map<String, Tensor> shared = trainable.shared(method, modules);
        List<ModuleDelta> deltas = new ArrayList<>();
        trained.forEach((module, tensors) -> {
            SortedMap<String, Tensor> all = new TreeMap<>(trainable.saved(method, tensors));
            all.putAll(shared);
            deltas.add(new ModuleDelta(module, all));
        });
        return new Adapter(trainable.saved(method), deltas, head, Optional.of(tokenizer), manifest);
    }
}
