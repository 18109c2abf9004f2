package io.adapt4j.runtime.onnx;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.method.Lora;
import io.adapt4j.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/** Checks an adapter against a base before anything native sees it. */
final class AdapterCheck {
    private AdapterCheck() {}

    static void check(Adapter adapter, OnnxBaseModel base) {
        ContentHash made = adapter.manifest()
                .base()
                .orElseThrow(() -> new IncompatibleAdapterException(adapter
                        + " does not say which base model it was made for; if it fits " + base
                        + ", say so with boundTo(" + base.hash() + ")"));
        if (!made.equals(base.hash())) {
            throw new IncompatibleAdapterException(adapter + " was made for the base model " + made
                    + ", but this one is " + base.hash()
                    + "; migrate it, or say with boundTo that it fits");
        }
        if (adapter.deltas().isEmpty()) {
            throw new InvalidAdapterException(adapter + " adapts no module");
        }
        Map<String, TargetModule> modules = new HashMap<>();
        base.targetModules().forEach(module -> modules.put(module.path(), module));
        for (ModuleDelta delta : adapter.deltas()) {
            TargetModule module = modules.get(delta.module());
            if (module == null) {
                throw new IncompatibleAdapterException(
                        "Unknown target module \"" + delta.module() + "\" in " + adapter + "; " + base + " has "
                                + modules.keySet().stream().sorted().toList());
            }
            check((Lora) adapter.method(), delta, module);
        }
    }

    private static void check(Lora method, ModuleDelta delta, TargetModule module) {
        int rank = method.rankOf(module.path());
        require(delta, "lora_A", rank, module.inFeatures());
        require(delta, "lora_B", module.outFeatures(), rank);
    }

    private static void require(ModuleDelta delta, String name, int rows, int columns) {
        Tensor tensor = delta.parameter(name);
        boolean fits = tensor.dataType() == DataType.FLOAT32
                && tensor.shape().dimension() == 2
                && tensor.dimension(0) == rows
                && tensor.dimension(1) == columns;
        if (!fits) {
            throw new IncompatibleAdapterException(name + " of " + delta.module() + " should be float32[" + rows + ", "
                    + columns + "] for this base and rank, but is " + tensor);
        }
        float[] values = tensor.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new InvalidAdapterException(
                        name + " of " + delta.module() + " holds a value that is not finite at " + i);
            }
        }
    }
}
