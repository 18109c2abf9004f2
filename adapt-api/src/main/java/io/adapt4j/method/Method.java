package io.adapt4j.method;

import com.google.gson.JsonObject;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a method's configuration and parameters mean. One implementation per method, in a package of its own beside the
 * configuration, registered in {@link Methods}.
 *
 * @param <C> the method's configuration
 */
public interface Method<C extends MethodConfig> {

    Class<C> configType();

    /** Whether a configuration file of PEFT is one of this method. */
    boolean describes(PeftFields fields);

    /**
     * Reads a configuration file of PEFT.
     *
     * @throws io.adapt4j.error.UnsupportedFeatureException when a field changes the results in a way that is not supported
     */
    C read(PeftFields fields);

    /** Adds the method's own fields to a configuration file of PEFT. */
    void write(C config, JsonObject json);

    /** What follows a parameter's name in PEFT's weights file: {@code .weight} for some. */
    default String suffix(String parameter) {
        return "";
    }

    /** The parameters that all modules share, which are stored once. */
    default Set<String> shared() {
        return Set.of();
    }

    /**
     * Checks names and shapes of a delta's parameters.
     *
     * @param module the module that the delta is to change; null where no base is known yet
     * @throws io.adapt4j.error.InvalidAdapterException when the parameters contradict each other or the configuration
     * @throws io.adapt4j.error.IncompatibleAdapterException when they do not fit the module
     */
    void check(C config, ModuleDelta delta, @Nullable TargetModule module);

    /**
     * The factors that a delta, which has been checked, amounts to.
     *
     * @param module the module that it changes
     * @param weight the module's frozen weight as PyTorch keeps it, {@code [out, in]} in row-major order, for methods that
     *     depend on it
     */
    Factors factors(C config, ModuleDelta delta, TargetModule module, Supplier<float[]> weight);
}
