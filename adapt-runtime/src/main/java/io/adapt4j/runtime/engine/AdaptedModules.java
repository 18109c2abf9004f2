package io.adapt4j.runtime.engine;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.error.IncompatibleAdapterException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The modules of a base that an adapter means. One model's modules are called {@code layers.0.q_proj} in one form and {@code
 * model.layers.0.q_proj} in another, depending on what was exported: where no name fits as it is, one prefix that makes all of
 * them fit is taken as meant.
 */
final class AdaptedModules {
    private AdaptedModules() {}

    /**
     * The modules by the names in the adapter.
     *
     * @throws IncompatibleAdapterException when the base has no module of a name; the message lists those that it has
     */
    static Map<String, TargetModule> of(Adapter adapter, BaseModel base) {
        Map<String, TargetModule> byPath = new HashMap<>();
        base.targetModules().forEach(module -> byPath.put(module.path(), module));
        List<String> names = adapter.deltas().stream().map(ModuleDelta::module).toList();
        String prefix = prefix(names, byPath);
        Map<String, TargetModule> modules = new TreeMap<>();
        for (String name : names) {
            TargetModule module = byPath.get(prefix + name);
            if (module == null) {
                throw new IncompatibleAdapterException("Unknown target module \"" + name + "\" in " + adapter + "; "
                        + base + " has " + byPath.keySet().stream().sorted().toList());
            }
            modules.put(name, module);
        }
        return modules;
    }

    /** What stands before all names in the base; nothing where they fit as they are, or where it is not one thing. */
    private static String prefix(List<String> names, Map<String, TargetModule> byPath) {
        if (names.isEmpty() || names.stream().anyMatch(byPath::containsKey)) {
            return "";
        }
        String ending = "." + names.get(0);
        List<String> prefixes = byPath.keySet().stream()
                .filter(path -> path.endsWith(ending))
                .map(path -> path.substring(0, path.length() - ending.length() + 1))
                .filter(prefix -> names.stream().allMatch(name -> byPath.containsKey(prefix + name)))
                .toList();
        return prefixes.size() == 1 ? prefixes.get(0) : "";
    }
}
