package io.adapt4j.merge;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.Manifest;
import io.adapt4j.ModuleDelta;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraMethod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Merges LoRA adapters of one base into a new one, with the definitions of PEFT's {@code add_weighted_adapter}. A merged adapter
 * has {@code alpha = rank}, so that its deltas are {@code A B} as they are.
 *
 * <pre>{@code
 * Adapter merged = AdapterMerge.by(Combination.TIES).density(0.3).add(mail, 1).add(chat, 0.5).merge();
 * }</pre>
 *
 * <p>One difference: PEFT's {@code svd} multiplies deltas that already hold their scaling by it a second time; here the merged
 * delta approximates the weighted sum of the deltas.
 */
public final class AdapterMerge {
    private final Combination combination;
    private final List<Adapter> adapters = new ArrayList<>();
    private final List<Double> weights = new ArrayList<>();
    private double density = 1;
    private int rank;
    private long seed;
    private @Nullable Adapter headSource;

    private AdapterMerge(Combination combination) {
        this.combination = combination;
    }

    /** A merge without adapters yet. */
    public static AdapterMerge by(Combination combination) {
        return new AdapterMerge(combination);
    }

    /**
     * Adds an adapter.
     *
     * @param weight its factor; a negative one takes away what the adapter learnt
     */
    public AdapterMerge add(Adapter adapter, double weight) {
        if (!(adapter.method() instanceof Lora)) {
            throw new UnsupportedFeatureException("LoRA adapters can be merged, but " + adapter + " is one of "
                    + adapter.method().peftType());
        }
        if (!Double.isFinite(weight)) {
            throw new IllegalArgumentException("A weight is finite, but was " + weight);
        }
        adapters.add(adapter);
        weights.add(weight);
        return this;
    }

    /** The share of the values that are kept by combinations that prune, in (0, 1]. */
    public AdapterMerge density(double newDensity) {
        if (!(newDensity > 0 && newDensity <= 1)) {
            throw new IllegalArgumentException("A density is in (0, 1], but was " + newDensity);
        }
        density = newDensity;
        return this;
    }

    /** The rank of the result where the combination leaves it open; the largest among the adapters unless it is said. */
    public AdapterMerge rank(int newRank) {
        rank = newRank;
        return this;
    }

    /** The seed of what is pruned at random. */
    public AdapterMerge seed(long newSeed) {
        seed = newSeed;
        return this;
    }

    /** Takes head, task and tokenizer from one adapter; without this the result has none. */
    public AdapterMerge headOf(Adapter adapter) {
        headSource = adapter;
        return this;
    }

    /**
     * Merges.
     *
     * @throws IncompatibleAdapterException when there is no adapter, they are of several bases, or of several ranks where the
     *     combination needs one
     */
    public Adapter merge() {
        Manifest first = requireOneBase();
        Set<String> modules = new TreeSet<>();
        adapters.forEach(adapter -> adapter.deltas().forEach(delta -> modules.add(delta.module())));
        List<ModuleDelta> deltas = new ArrayList<>();
        SortedMap<String, Integer> ranks = new TreeMap<>();
        for (String module : modules) {
            LowRank merged = combination.merge(terms(module), this::prune, rank);
            deltas.add(new ModuleDelta(
                    module, new TreeMap<>(Map.of(LoraMethod.A, merged.tensorA(), LoraMethod.B, merged.tensorB()))));
            ranks.put(module, merged.rank());
        }
        Optional<Adapter> head = Optional.ofNullable(headSource);
        Manifest manifest = new Manifest(
                first.base(),
                first.baseWeights(),
                head.flatMap(source -> source.manifest().task()),
                head.flatMap(source -> source.manifest().tokenizer()),
                provenance());
        return new Adapter(
                Lora.unscaled(ranks), deltas, head.flatMap(Adapter::head), head.flatMap(Adapter::tokenizer), manifest);
    }

    /** The manifest of the first adapter, whose base is that of all, in one form or several. */
    private Manifest requireOneBase() {
        Set<Optional<ContentHash>> bases = new HashSet<>();
        Set<Optional<ContentHash>> weights = new HashSet<>();
        for (Adapter adapter : adapters) {
            bases.add(adapter.manifest().base());
            weights.add(adapter.manifest().baseWeights());
        }
        boolean oneModel = weights.size() == 1 && weights.iterator().next().isPresent();
        if (bases.size() != 1 && !oneModel) {
            throw new IncompatibleAdapterException(
                    adapters.size() + " adapters of " + bases.size() + " bases cannot be merged: " + bases);
        }
        return adapters.get(0).manifest();
    }

    private List<LowRank> terms(String module) {
        List<LowRank> terms = new ArrayList<>();
        for (int i = 0; i < adapters.size(); i++) {
            Adapter adapter = adapters.get(i);
            double factor = weights.get(i) * ((Lora) adapter.method()).scalingOf(module);
            for (ModuleDelta delta : adapter.deltas()) {
                if (delta.module().equals(module)) {
                    terms.add(LowRank.of(
                            delta, factor, new SplittableRandom(seed ^ ((long) i << 32) ^ module.hashCode())));
                }
            }
        }
        return terms;
    }

    private float[] prune(float[] tensor, SplittableRandom random) {
        if (density == 1) {
            return tensor;
        }
        return combination.prunesAtRandom()
                ? TaskArithmetic.keepRandom(tensor, density, random)
                : TaskArithmetic.keepLargest(tensor, density);
    }

    private JsonObject provenance() {
        JsonArray parents = new JsonArray();
        for (int i = 0; i < adapters.size(); i++) {
            JsonObject parent = new JsonObject();
            parent.addProperty("adapter", adapters.get(i).hash().toString());
            parent.addProperty("weight", weights.get(i));
            parents.add(parent);
        }
        JsonObject merge = new JsonObject();
        merge.addProperty("combination", combination.name());
        merge.addProperty("density", density);
        merge.addProperty("seed", seed);
        merge.add("parents", parents);
        JsonObject provenance = new JsonObject();
        provenance.add("merge", merge);
        return provenance;
    }
}
