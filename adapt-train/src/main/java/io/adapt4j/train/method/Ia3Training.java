package io.adapt4j.train.method;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.method.ia3.Ia3;
import io.adapt4j.method.ia3.Ia3Method;
import io.adapt4j.train.spi.Parameter.Role;
import io.adapt4j.train.spi.ParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** (IA)3: all factors start at one. */
final class Ia3Training implements TrainableMethod<Ia3> {

    @Override
    public Class<Ia3> configType() {
        return Ia3.class;
    }

    @Override
    public List<ParameterSpec> parameters(Ia3 config, TargetModule module) {
        Shape shape = config.isFeedforward(module.path())
                ? new Shape(1, module.inFeatures())
                : new Shape(module.outFeatures(), 1);
        return List.of(new ParameterSpec(Ia3Method.L, Role.SCALE, shape));
    }

    @Override
    public Map<String, float[]> initial(
            Ia3 config, TargetModule module, Function<String, Draw> draw, Supplier<float[]> weight) {
        float[] ones = new float[config.isFeedforward(module.path()) ? module.inFeatures() : module.outFeatures()];
        Arrays.fill(ones, 1);
        return Map.of(Ia3Method.L, ones);
    }

    @Override
    public <T> TrainedFactors<T> factors(Ia3 config, ModuleTensors<T> tensors) {
        T l = tensors.ops().reshape(tensors.parameter(Ia3Method.L), -1);
        return config.isFeedforward(tensors.module().path())
                ? new TrainedFactors<>(null, null, l, null, null)
                : new TrainedFactors<>(null, null, null, l, l);
    }
}
