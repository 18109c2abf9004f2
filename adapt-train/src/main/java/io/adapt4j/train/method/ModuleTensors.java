package io.adapt4j.train.method;

import io.adapt4j.TargetModule;
import io.adapt4j.train.ops.TensorOps;

/**
 * The tensors of one target module in a training, of which a method makes the module's factors.
 *
 * @param <T> the engine's tensor
 */
public interface ModuleTensors<T> {

    TargetModule module();

    TensorOps<T> ops();

    /** The module's frozen weight, {@code [out, in]}. */
    T weight();

    /** A trainable parameter of the module. */
    T parameter(String name);

    /** A frozen tensor that all modules share. */
    T shared(String name);
}
