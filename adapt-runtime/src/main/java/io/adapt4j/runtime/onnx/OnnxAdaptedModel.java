package io.adapt4j.runtime.onnx;

import ai.djl.ndarray.types.Shape;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.AdaptedModel;
import io.adapt4j.Adapter;
import io.adapt4j.BoundAdapter;
import io.adapt4j.ContentHash;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.WeightedAdapter;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.method.Factors;
import io.adapt4j.method.Methods;
import io.adapt4j.runtime.onnx.edit.Hook;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import io.adapt4j.runtime.onnx.ort.NativeTensor;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX base that takes adapters. Sessions are made when an adapter is bound, not when a request comes; the one exception
 * is the first batch whose adapters together touch more than any session does.
 */
public final class OnnxAdaptedModel implements AdaptedModel {
    private final OnnxBaseModel base;
    private final AdaptedSessions sessions;
    private final Arenas adapterMemory = new Arenas(1, 64L << 20);
    private final Arenas batchMemory = new Arenas(16, 256L << 20);
    private final AtomicLong residentBytes = new AtomicLong();
    /** Those with a session of their own, to be closed with the base. */
    private final Set<OnnxBoundAdapter> merged = ConcurrentHashMap.newKeySet();

    OnnxAdaptedModel(OnnxBaseModel base) {
        this.base = base;
        this.sessions = new AdaptedSessions(base);
    }

    @Override
    public OnnxBaseModel base() {
        return base;
    }

    @Override
    public long residentBytes() {
        return residentBytes.get();
    }

    @Override
    public BoundAdapter bind(Adapter adapter) {
        AdapterCheck.check(adapter, base);
        return base.whileOpen(() -> bind(adapter.hash(), factors(adapter)));
    }

    @Override
    public BoundAdapter bind(List<WeightedAdapter> adapters) {
        if (adapters.isEmpty()) {
            throw new InvalidAdapterException("No adapters were given to be active together");
        }
        adapters.forEach(weighted -> AdapterCheck.check(weighted.adapter(), base));
        Hasher hasher = Hashing.sha256().newHasher();
        adapters.forEach(weighted ->
                hasher.putUnencodedChars(weighted.adapter().hash().hex()).putDouble(weighted.weight()));
        return base.whileOpen(() -> bind(ContentHash.of(hasher), sum(adapters)));
    }

    private BoundAdapter bind(ContentHash hash, Map<String, Factors> factors) {
        SortedSet<Hook> hooks = hooks(factors);
        AdaptedSession session = sessions.exactly(hooks);
        AdapterTensors tensors = AdapterTensors.of(factors, session, adapterMemory);
        return new OnnxBoundAdapter(this, hash, session, hooks, tensors);
    }

    /** What an adapter that has been checked does, by module. */
    Map<String, Factors> factors(Adapter adapter) {
        Map<String, Factors> factors = new TreeMap<>();
        for (ModuleDelta delta : adapter.deltas()) {
            TargetModule module = base.module(delta.module());
            factors.put(
                    delta.module(), Methods.factors(adapter.method(), delta, module, () -> base.weight(delta.module())
                            .toFloatArray()));
        }
        return factors;
    }

    private Map<String, Factors> sum(List<WeightedAdapter> adapters) {
        Map<String, List<Factors>> terms = new TreeMap<>();
        Map<String, List<Double>> weights = new TreeMap<>();
        for (WeightedAdapter weighted : adapters) {
            factors(weighted.adapter()).forEach((module, term) -> {
                terms.computeIfAbsent(module, path -> new ArrayList<>()).add(term);
                weights.computeIfAbsent(module, path -> new ArrayList<>()).add(weighted.weight());
            });
        }
        Map<String, Factors> sums = new TreeMap<>();
        terms.forEach((module, own) -> sums.put(module, Factors.sum(own, weights.getOrDefault(module, List.of()))));
        return sums;
    }

    private static SortedSet<Hook> hooks(Map<String, Factors> factors) {
        SortedSet<Hook> hooks = new TreeSet<>();
        factors.forEach((module, own) -> {
            hooks.add(new Hook(module, Hook.Kind.DELTA));
            if (own.inputGain() != null) {
                hooks.add(new Hook(module, Hook.Kind.INPUT_GAIN));
            }
            if (own.outputGain() != null) {
                hooks.add(new Hook(module, Hook.Kind.OUTPUT_GAIN));
            }
        });
        return hooks;
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs, @Nullable BoundAdapter adapter) {
        if (adapter == null) {
            return base.run(inputs);
        }
        base.check().check(inputs);
        OnnxBoundAdapter bound = own(adapter);
        retain(bound);
        try {
            return base.whileOpen(() -> runAlone(inputs, bound));
        } finally {
            bound.release();
        }
    }

    private Map<String, Tensor> runAlone(Map<String, Tensor> inputs, OnnxBoundAdapter bound) {
        MergedSession own = bound.retainMerged();
        if (own == null) {
            return run(bound.session().session(), inputs, bound.tensors().byInput());
        }
        try {
            return run(own.session(), inputs, Map.of());
        } finally {
            own.release();
        }
    }

    @Override
    public long merge(BoundAdapter adapter) {
        OnnxBoundAdapter bound = own(adapter);
        retain(bound);
        try {
            return base.whileOpen(() -> {
                merged.add(bound);
                return bound.merge(() -> MergedSession.open(base, bound.factors()));
            });
        } finally {
            bound.release();
        }
    }

    @Override
    public void unmerge(BoundAdapter adapter) {
        OnnxBoundAdapter bound = own(adapter);
        merged.remove(bound);
        bound.unmerge();
    }

    @Override
    public Map<String, Tensor> runRows(Map<String, Tensor> inputs, List<? extends @Nullable BoundAdapter> rows) {
        base.check().check(inputs);
        checkRows(inputs, rows.size());
        BoundAdapter first = rows.get(0);
        if (rows.stream().allMatch(row -> row == first)) {
            return run(inputs, first);
        }
        List<OnnxBoundAdapter> retained = new ArrayList<>();
        try {
            List<@Nullable OnnxBoundAdapter> adapters = new ArrayList<>();
            for (BoundAdapter row : rows) {
                OnnxBoundAdapter adapter = row == null ? null : own(row);
                adapters.add(adapter);
                if (adapter != null) {
                    retain(adapter);
                    retained.add(adapter);
                }
            }
            return base.whileOpen(() -> runTogether(inputs, adapters));
        } finally {
            retained.forEach(OnnxBoundAdapter::release);
        }
    }

    private static void checkRows(Map<String, Tensor> inputs, int rows) {
        inputs.forEach((name, tensor) -> {
            Shape shape = tensor.shape();
            if (rows == 0 || shape.dimension() == 0 || shape.get(0) != rows) {
                throw new InvalidInputException("There are " + rows + " rows with adapters, but the input \"" + name
                        + "\" has the shape " + shape + "; its first dimension should be the batch");
            }
        });
    }

    private Map<String, Tensor> runTogether(Map<String, Tensor> inputs, List<@Nullable OnnxBoundAdapter> rows) {
        SortedSet<Hook> hooks = new TreeSet<>();
        List<@Nullable AdapterTensors> tensors = new ArrayList<>();
        for (OnnxBoundAdapter row : rows) {
            tensors.add(row == null ? null : row.tensors());
            if (row != null) {
                hooks.addAll(row.hooks());
            }
        }
        AdaptedSession session = sessions.covering(hooks);
        if (!session.mixes()) {
            return RowGroups.run(inputs, rows, (part, adapter) -> run(part, adapter));
        }
        try (RowTensors batch = RowTensors.of(session, tensors, batchMemory)) {
            return run(session.session(), inputs, batch.byInput());
        }
    }

    private OnnxBoundAdapter own(BoundAdapter adapter) {
        if (!(adapter instanceof OnnxBoundAdapter bound) || bound.model() != this) {
            throw new IncompatibleAdapterException(adapter + " was bound to another model than " + base);
        }
        return bound;
    }

    private static void retain(OnnxBoundAdapter adapter) {
        if (!adapter.tryRetain()) {
            throw new DeploymentException(adapter + " has been closed");
        }
    }

    private Map<String, Tensor> run(
            GraphSession session, Map<String, Tensor> inputs, Map<String, NativeTensor> adapter) {
        Map<String, NativeTensor> natives = new TreeMap<>(adapter);
        List<NativeTensor> owned = new ArrayList<>(inputs.size());
        try {
            inputs.forEach((name, tensor) -> {
                NativeTensor input = NativeTensor.of(tensor);
                owned.add(input);
                natives.put(name, input);
            });
            return session.runNative(natives, base.outputNames(), Collections.emptyMap());
        } finally {
            owned.forEach(NativeTensor::close);
        }
    }

    void account(long bytes) {
        residentBytes.addAndGet(bytes);
    }

    void forget(OnnxBoundAdapter bound) {
        merged.remove(bound);
    }

    void closeSessions() {
        merged.forEach(OnnxBoundAdapter::unmerge);
        merged.clear();
        sessions.close();
    }
}
