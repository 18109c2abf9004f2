package io.adapt4j.train;

import static java.util.Objects.requireNonNull;

import io.adapt4j.BaseModel;
import io.adapt4j.TargetModule;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.train.method.Draw;
import io.adapt4j.train.method.TrainableMethod;
import io.adapt4j.train.method.TrainableMethods;
import io.adapt4j.train.spi.Parameter;
import java.util.List;
import java.util.Map;

/**
 * The values that parameters start with. Each parameter's random numbers depend on the seed and its module's name
 * alone, not on what else is trained.
 */
final class Initialization {
    private Initialization() {}

    /** Fills the deltas' parameters as their method wants, so that an untrained adapter changes nothing. */
    static void deltas(MethodConfig method, List<Parameter> parameters, BaseModel base, long seed) {
        for (TargetModule module : base.targetModules()) {
            List<Parameter> own = parameters.stream()
                    .filter(parameter -> parameter.module().equals(module.path()))
                    .toList();
            if (!own.isEmpty()) {
                Map<String, float[]> values = initial(TrainableMethods.of(method), method, module, base, seed);
                own.forEach(parameter -> parameter.value().put(0, requireNonNull(values.get(parameter.name()))));
            }
        }
    }

    private static <C extends MethodConfig> Map<String, float[]> initial(
            TrainableMethod<C> trainable, C method, TargetModule module, BaseModel base, long seed) {
        return trainable.initial(
                method, module, name -> new Draw(seed, module.path(), name), () -> base.weight(module.path())
                        .toFloatArray());
    }
}
