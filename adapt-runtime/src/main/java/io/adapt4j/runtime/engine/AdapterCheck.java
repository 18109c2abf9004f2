package io.adapt4j.runtime.engine;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.method.Methods;
import io.adapt4j.tensor.Tensor;
import java.util.Map;
import java.util.Objects;

/** Checks an adapter against a base before anything native sees it. */
public final class AdapterCheck {
    private AdapterCheck() {}

    /**
     * Checks base hash, modules, shapes and values.
     *
     * @throws IncompatibleAdapterException when the adapter was made for another base or does not fit this one
     * @throws InvalidAdapterException when it adapts nothing or holds a value that is not finite
     */
    public static void check(Adapter adapter, BaseModel base) {
        ContentHash made = adapter.manifest()
                .base()
                .orElseThrow(() -> new IncompatibleAdapterException(adapter
                        + " does not say which base model it was made for; if it fits " + base
                        + ", say so with boundTo(" + base.hash() + ")"));
        if (!adapter.manifest().fits(base)) {
            throw new IncompatibleAdapterException(adapter + " was made for the base model " + made
                    + ", but this one is " + base.hash() + " and its weights are not those of that model either"
                    + "; migrate it, or say with boundTo that it fits");
        }
        if (adapter.deltas().isEmpty()) {
            throw new InvalidAdapterException(adapter + " adapts no module");
        }
        Map<String, TargetModule> modules = AdaptedModules.of(adapter, base);
        for (ModuleDelta delta : adapter.deltas()) {
            TargetModule module = Objects.requireNonNull(modules.get(delta.module()));
            Methods.check(adapter.method(), delta, module);
            delta.parameters().forEach((name, parameter) -> requireFinite(delta, name, parameter));
        }
    }

    private static void requireFinite(ModuleDelta delta, String name, Tensor parameter) {
        float[] values = parameter.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new InvalidAdapterException(
                        name + " of " + delta.module() + " holds a value that is not finite at " + i);
            }
        }
    }
}
