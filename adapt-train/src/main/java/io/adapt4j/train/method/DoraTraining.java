package io.adapt4j.train.method;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.dora.Dora;
import io.adapt4j.method.dora.DoraMethod;
import io.adapt4j.method.lora.LoraMethod;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Parameter.Role;
import io.adapt4j.train.spi.ParameterSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * DoRA: LoRA's parameters start as LoRA's, the magnitudes as the lengths that the frozen columns have. No gradient flows
 * through the norm (Liu et al., "DoRA", 2024, section 4.3).
 */
final class DoraTraining implements TrainableMethod<Dora> {
    private final LoraTraining lora = new LoraTraining();

    @Override
    public Class<Dora> configType() {
        return Dora.class;
    }

    @Override
    public List<ParameterSpec> parameters(Dora config, TargetModule module) {
        if (config.lora().initialization().fromWeight()) {
            throw new UnsupportedFeatureException("DoRA's low-rank part starts at zero, not from the weight as "
                    + config.lora().initialization() + " does; take another initialisation");
        }
        List<ParameterSpec> parameters = new ArrayList<>(lora.parameters(config.lora(), module));
        parameters.add(new ParameterSpec(DoraMethod.MAGNITUDE, Role.SCALE, new Shape(module.outFeatures())));
        return parameters;
    }

    @Override
    public Map<String, float[]> initial(
            Dora config, TargetModule module, Function<String, Draw> draw, Supplier<float[]> weight) {
        float[] w = weight.get();
        int in = module.inFeatures();
        float[] lengths = new float[module.outFeatures()];
        for (int o = 0; o < lengths.length; o++) {
            double square = 0;
            for (int i = 0; i < in; i++) {
                square += (double) w[o * in + i] * w[o * in + i];
            }
            lengths[o] = (float) StrictMath.sqrt(square);
        }
        Map<String, float[]> values = new HashMap<>(lora.initial(config.lora(), module, draw, weight));
        values.put(DoraMethod.MAGNITUDE, lengths);
        return values;
    }

    @Override
    public <T> TrainedFactors<T> factors(Dora config, ModuleTensors<T> tensors) {
        TensorOps<T> ops = tensors.ops();
        T a = tensors.parameter(LoraMethod.A);
        T b = ops.mul(
                tensors.parameter(LoraMethod.B),
                config.lora().scalingOf(tensors.module().path()));
        T adapted = ops.add(tensors.weight(), ops.matMul(b, a));
        T norm = ops.detached(ops.sqrt(ops.sum(ops.mul(adapted, adapted), 1)));
        T gain = ops.div(tensors.parameter(DoraMethod.MAGNITUDE), ops.reshape(norm, -1));
        T gained = ops.mul(ops.transpose(b), gain);
        return new TrainedFactors<>(
                new TrainedFactors.Product<>(a, gained, config.lora().dropout()), null, null, gain, null);
    }
}
