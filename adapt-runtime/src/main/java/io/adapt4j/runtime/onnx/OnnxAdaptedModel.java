package io.adapt4j.runtime.onnx;

import io.adapt4j.AdaptedModel;
import io.adapt4j.Adapter;
import io.adapt4j.BoundAdapter;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.runtime.onnx.edit.AdapterInjection;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import io.adapt4j.runtime.onnx.ort.NativeTensor;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX base that takes adapters. There is one session for each set of modules that a bound adapter adapts: modules
 * that an adapter leaves alone cost it nothing, and adapters of the same modules share a session. Sessions are made when
 * an adapter is bound, not when a request comes.
 */
public final class OnnxAdaptedModel implements AdaptedModel {
    private final OnnxBaseModel base;
    private final Map<Set<String>, Variant> variants = new LinkedHashMap<>();
    private final Arenas arenas = new Arenas();
    private final AtomicLong residentBytes = new AtomicLong();
    private @Nullable List<ValueInfo> hints;

    /** A session with adapter inputs for one set of modules. */
    record Variant(GraphSession session, List<AdapterInjection.Group> groups) {}

    OnnxAdaptedModel(OnnxBaseModel base) {
        this.base = base;
    }

    @Override
    public OnnxBaseModel base() {
        return base;
    }

    /** The native bytes that all bound adapters together hold. */
    public long residentBytes() {
        return residentBytes.get();
    }

    @Override
    public BoundAdapter bind(Adapter adapter) {
        AdapterCheck.check(adapter, base);
        return base.whileOpen(() -> {
            Set<String> modules = new TreeSet<>();
            adapter.deltas().forEach(delta -> modules.add(delta.module()));
            Variant variant = variant(modules);
            return new OnnxBoundAdapter(this, adapter, variant, AdapterTensors.of(adapter, variant.groups(), arenas));
        });
    }

    private synchronized Variant variant(Set<String> modules) {
        Variant variant = variants.get(modules);
        if (variant == null) {
            Graph graph = base.graph();
            List<AdapterInjection.Group> groups = AdapterInjection.inject(graph, base.targets(), modules);
            graph.hint(hints());
            variant = new Variant(
                    GraphSession.open(graph, base.weights(), base.options().serving()), groups);
            variants.put(modules, variant);
        }
        return variant;
    }

    private synchronized List<ValueInfo> hints() {
        if (hints == null) {
            hints = ShapeHints.of(base.graph(), base.weights(), base.threads());
        }
        return hints;
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs, @Nullable BoundAdapter adapter) {
        if (adapter == null) {
            return base.run(inputs);
        }
        if (!(adapter instanceof OnnxBoundAdapter bound) || bound.model() != this) {
            throw new IncompatibleAdapterException(adapter.adapter() + " was bound to another model than " + base);
        }
        base.check().check(inputs);
        if (!bound.tryRetain()) {
            throw new DeploymentException(adapter.adapter() + " has been closed");
        }
        try {
            return base.whileOpen(() -> run(inputs, bound));
        } finally {
            bound.release();
        }
    }

    private Map<String, Tensor> run(Map<String, Tensor> inputs, OnnxBoundAdapter adapter) {
        Map<String, NativeTensor> natives = new TreeMap<>(adapter.tensors());
        List<NativeTensor> owned = new ArrayList<>(inputs.size());
        try {
            inputs.forEach((name, tensor) -> {
                NativeTensor input = NativeTensor.of(tensor);
                owned.add(input);
                natives.put(name, input);
            });
            return adapter.variant().session().runNative(natives, base.outputNames(), Map.of());
        } finally {
            owned.forEach(NativeTensor::close);
        }
    }

    void account(long bytes) {
        residentBytes.addAndGet(bytes);
    }

    synchronized void closeSessions() {
        variants.values().forEach(variant -> variant.session().close());
        variants.clear();
    }
}
