package io.adapt4j.runtime.engine;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.WeightedAdapter;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.Factors;
import io.adapt4j.method.Methods;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What adapters do to the modules of a base, as {@link Factors} by module path. The adapters must have been checked. */
public final class AdapterFactors {
    private AdapterFactors() {}

    /** What one adapter does. */
    public static Map<String, Factors> of(Adapter adapter, BaseModel base) {
        Map<String, TargetModule> modules = AdaptedModules.of(adapter, base);
        Map<String, Factors> factors = new TreeMap<>();
        for (ModuleDelta delta : adapter.deltas()) {
            TargetModule module = Objects.requireNonNull(modules.get(delta.module()));
            factors.put(module.path(), Methods.factors(adapter.method(), delta, module, () -> base.weight(module.path())
                    .toFloatArray()));
        }
        return factors;
    }

    /**
     * What several adapters do together: the weighted sum of what each adds to the base's output.
     *
     * @throws UnsupportedFeatureException when their methods cannot be active together
     */
    public static Map<String, Factors> sum(List<WeightedAdapter> adapters, BaseModel base) {
        Map<String, List<Factors>> terms = new TreeMap<>();
        Map<String, List<Double>> weights = new TreeMap<>();
        for (WeightedAdapter weighted : adapters) {
            of(weighted.adapter(), base).forEach((module, term) -> {
                terms.computeIfAbsent(module, path -> new ArrayList<>()).add(term);
                weights.computeIfAbsent(module, path -> new ArrayList<>()).add(weighted.weight());
            });
        }
        Map<String, Factors> sums = new TreeMap<>();
        terms.forEach((module, own) -> sums.put(module, Factors.sum(own, weights.getOrDefault(module, List.of()))));
        return sums;
    }

    /** The identity of several adapters with their weights. */
    static ContentHash hash(List<WeightedAdapter> adapters) {
        Hasher hasher = Hashing.sha256().newHasher();
        adapters.forEach(weighted ->
                hasher.putUnencodedChars(weighted.adapter().hash().hex()).putDouble(weighted.weight()));
        return ContentHash.of(hasher);
    }
}
