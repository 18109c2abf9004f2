package io.adapt4j.method;

import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.dora.DoraMethod;
import io.adapt4j.method.ia3.Ia3Method;
import io.adapt4j.method.loha.LohaMethod;
import io.adapt4j.method.lokr.LokrMethod;
import io.adapt4j.method.lora.LoraMethod;
import io.adapt4j.method.vera.VeraMethod;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The methods that are known. */
public final class Methods {
    private static final List<Method<?>> ALL = List.of(
            new DoraMethod(), new LoraMethod(), new Ia3Method(), new LohaMethod(), new LokrMethod(), new VeraMethod());

    private Methods() {}

    /** The method of a configuration. */
    @SuppressWarnings("unchecked")
    public static <C extends MethodConfig> Method<C> of(C config) {
        return (Method<C>) ALL.stream()
                .filter(method -> method.configType() == config.getClass())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No method is registered for " + config.getClass()));
    }

    /**
     * Reads a configuration file of PEFT.
     *
     * @throws UnsupportedFeatureException when it is of no known method
     */
    public static MethodConfig read(PeftFields fields) {
        for (Method<?> method : ALL) {
            if (method.describes(fields)) {
                return method.read(fields);
            }
        }
        throw new UnsupportedFeatureException("The adapter's peft_type is \"" + fields.string("peft_type")
                + "\"; supported are LORA (with use_dora), IA3, LOHA, LOKR and VERA");
    }

    /** As {@link Method#check}. */
    public static void check(MethodConfig config, ModuleDelta delta, @Nullable TargetModule module) {
        of(config).check(config, delta, module);
    }

    /**
     * As {@link Method#factors}.
     *
     * @throws UnsupportedFeatureException when they are too large for arrays
     */
    public static Factors factors(
            MethodConfig config, ModuleDelta delta, TargetModule module, Supplier<float[]> weight) {
        try {
            return of(config).factors(config, delta, module, weight);
        } catch (ArithmeticException e) {
            throw new UnsupportedFeatureException(
                    "The delta of " + delta.module() + " amounts to matrices of more than 2^31 numbers", e);
        }
    }
}
