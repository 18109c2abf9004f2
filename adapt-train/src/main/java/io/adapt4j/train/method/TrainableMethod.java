package io.adapt4j.train.method;

import io.adapt4j.TargetModule;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.ParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How a method is trained. One implementation per method, registered in {@link TrainableMethods}.
 *
 * @param <C> the method's configuration
 */
public interface TrainableMethod<C extends MethodConfig> {

    Class<C> configType();

    /** The trainable parameters of a module, by the names and in the shapes that the method's format has. */
    List<ParameterSpec> parameters(C config, TargetModule module);

    /** The frozen tensors that all modules share, by name. */
    default Map<String, Tensor> shared(C config, List<TargetModule> modules) {
        return Map.of();
    }

    /**
     * The values that a module's parameters start with, such that the adapter changes nothing yet.
     *
     * @param draw random numbers of a name's own
     * @param weight the module's frozen weight {@code [out, in]} in row-major order
     */
    Map<String, float[]> initial(C config, TargetModule module, Function<String, Draw> draw, Supplier<float[]> weight);

    /** What the parameters of one module amount to. */
    <T> TrainedFactors<T> factors(C config, ModuleTensors<T> tensors);

    /** The configuration of a trained adapter, where it is kept in another form than it is trained in. */
    default C saved(C config) {
        return config;
    }

    /** The parameters of a module as {@link #saved(MethodConfig)} wants them, made of the trained ones. */
    default SortedMap<String, Tensor> saved(C config, SortedMap<String, Tensor> trained) {
        return trained;
    }
}
