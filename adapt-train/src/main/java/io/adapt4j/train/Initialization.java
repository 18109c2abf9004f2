package io.adapt4j.train;

import io.adapt4j.BaseModel;
import io.adapt4j.TargetModule;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.train.method.Draw;
import io.adapt4j.train.method.TrainableMethod;
import io.adapt4j.train.method.TrainableMethods;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.ParameterSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values that parameters start with. Each parameter's random numbers depend on the seed and its module's name
 * alone, not on what else is trained.
 */
final class Initialization {
    private Initialization() {}

    /** Fills a delta's parameters as their method wants, so that an untrained adapter changes nothing. */
    static void deltas(MethodConfig method, List<Parameter> parameters, BaseModel base, long seed) {
        Map<String, TargetModule> modules = new HashMap<>();
        base.targetModules().forEach(module -> modules.put(module.path(), module));
        for (Parameter parameter : parameters) {
            TargetModule module = modules.get(parameter.module());
            if (module != null) {
                parameter.value().put(0, initial(TrainableMethods.of(method), method, parameter, module, base, seed));
            }
        }
    }

    private static <C extends MethodConfig> float[] initial(
            TrainableMethod<C> trainable,
            C method,
            Parameter parameter,
            TargetModule module,
            BaseModel base,
            long seed) {
        return trainable.initial(
                method,
                new ParameterSpec(parameter.name(), parameter.role(), parameter.shape()),
                module,
                new Draw(seed, parameter.module(), parameter.name()),
                () -> base.weight(module.path()).toFloatArray());
    }
}
