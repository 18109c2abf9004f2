package io.adapt4j.runtime.onnx;

import io.adapt4j.ContentHash;
import io.adapt4j.method.Factors;
import io.adapt4j.runtime.engine.AbstractAdaptedModel;
import io.adapt4j.runtime.engine.InputCheck;
import io.adapt4j.runtime.engine.Lifecycle;
import io.adapt4j.runtime.engine.RowGroups;
import io.adapt4j.runtime.onnx.edit.BiasDiscovery;
import io.adapt4j.runtime.onnx.edit.Hook;
import io.adapt4j.runtime.onnx.edit.OnnxTarget;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import io.adapt4j.runtime.onnx.ort.NativeTensor;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX base that takes adapters. Sessions are made when an adapter is bound, not when a request comes; the one exception
 * is the first batch whose adapters together touch more than any session does.
 */
public final class OnnxAdaptedModel extends AbstractAdaptedModel<OnnxBoundAdapter, MergedSession> {
    private final OnnxBaseModel base;
    private final AdaptedSessions sessions;
    private final Arenas adapterMemory = new Arenas(1, 64L << 20);
    private final Arenas batchMemory = new Arenas(16, 256L << 20);

    OnnxAdaptedModel(OnnxBaseModel base, Lifecycle lifecycle, InputCheck check) {
        super(OnnxBoundAdapter.class, lifecycle, check);
        this.base = base;
        this.sessions = new AdaptedSessions(base);
    }

    @Override
    public OnnxBaseModel base() {
        return base;
    }

    @Override
    protected OnnxBoundAdapter bind(ContentHash hash, Map<String, Factors> factors) {
        SortedSet<Hook> hooks = hooks(factors);
        if (hooks.stream().anyMatch(hook -> hook.kind() == Hook.Kind.OUTPUT_GAIN)) {
            checkGains(factors);
        }
        AdaptedSession session = sessions.exactly(hooks);
        AdapterTensors tensors = AdapterTensors.of(factors, session, adapterMemory);
        return new OnnxBoundAdapter(this, hash, session, hooks, tensors);
    }

    private void checkGains(Map<String, Factors> factors) {
        BiasDiscovery biases = new BiasDiscovery(base.graph());
        for (OnnxTarget target : base.targets()) {
            Factors own = factors.get(target.module().path());
            if (own != null) {
                biases.of(target).checkGains(target, own.outputGain() != null, own.biasGain() != null);
            }
        }
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
    protected Map<String, Tensor> runAlone(
            Map<String, Tensor> inputs, OnnxBoundAdapter adapter, @Nullable MergedSession form) {
        return form == null
                ? run(adapter.session().session(), inputs, adapter.tensors().byInput())
                : run(form.session(), inputs, Map.of());
    }

    @Override
    protected MergedSession openMerged(OnnxBoundAdapter adapter) {
        return MergedSession.open(base, adapter.factors());
    }

    @Override
    protected Map<String, Tensor> runTogether(Map<String, Tensor> inputs, List<@Nullable OnnxBoundAdapter> rows) {
        SortedSet<Hook> hooks = new TreeSet<>();
        List<@Nullable AdapterTensors> tensors = new ArrayList<>();
        for (OnnxBoundAdapter row : rows) {
            tensors.add(row == null ? null : row.tensors());
            if (row != null) {
                hooks.addAll(row.hooks());
            }
        }
        AdaptedSession session = sessions.covering(hooks);
        try (RowTensors batch = session.mixes() ? RowTensors.of(session, tensors, batchMemory) : null) {
            return batch == null
                    ? RowGroups.run(inputs, rows, (part, adapter) -> run(part, adapter))
                    : run(session.session(), inputs, batch.byInput());
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

    void closeSessions() {
        unmergeAll();
        sessions.close();
    }
}
