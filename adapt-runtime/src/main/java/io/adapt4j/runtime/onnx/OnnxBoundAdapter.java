package io.adapt4j.runtime.onnx;

import io.adapt4j.ContentHash;
import io.adapt4j.method.Factors;
import io.adapt4j.runtime.engine.AbstractBoundAdapter;
import io.adapt4j.runtime.onnx.edit.AdapterInjection;
import io.adapt4j.runtime.onnx.edit.Hook;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;

/** An adapter's native tensors, as one session takes them. */
final class OnnxBoundAdapter extends AbstractBoundAdapter<MergedSession> {
    private final AdaptedSession session;
    private final SortedSet<Hook> hooks;
    private final AdapterTensors tensors;

    OnnxBoundAdapter(
            OnnxAdaptedModel model,
            ContentHash adapter,
            AdaptedSession session,
            SortedSet<Hook> hooks,
            AdapterTensors tensors) {
        super(model, adapter, tensors.byteSize());
        this.session = session;
        this.hooks = hooks;
        this.tensors = tensors;
    }

    /** The session whose calls take the tensors as they are. */
    AdaptedSession session() {
        return session;
    }

    /** What the adapter touches. */
    SortedSet<Hook> hooks() {
        return hooks;
    }

    AdapterTensors tensors() {
        return tensors;
    }

    /** What the adapter does, by module. */
    Map<String, Factors> factors() {
        Map<String, Factors> factors = new TreeMap<>();
        Set<String> touched = new HashSet<>();
        hooks.forEach(hook -> touched.add(hook.module()));
        for (AdapterInjection.Group group : session.groups()) {
            for (AdapterInjection.Member member : group.members()) {
                Factors own = tensors.factors(
                        member.site(), member.alpha(), session.biases().get(member.site()));
                if (own != null && touched.contains(member.path())) {
                    factors.put(member.path(), own);
                }
            }
        }
        return factors;
    }

    @Override
    protected void free() {
        tensors.free();
    }
}
