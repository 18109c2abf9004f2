package io.adapt4j.runtime.onnx;

import io.adapt4j.runtime.onnx.edit.AdapterInjection;
import io.adapt4j.runtime.onnx.edit.Hook;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** A session with adapter inputs at some hooks. */
final class AdaptedSession {
    private final GraphSession session;
    private final SortedSet<Hook> hooks;
    private final List<AdapterInjection.Group> groups;
    private final Map<Integer, ByteBuffer> biases = new HashMap<>();

    AdaptedSession(GraphSession session, SortedSet<Hook> hooks, List<AdapterInjection.Group> groups) {
        this.session = session;
        this.hooks = hooks;
        this.groups = groups;
        groups.forEach(group -> group.members().forEach(this::keepBias));
    }

    private void keepBias(AdapterInjection.Member member) {
        TensorData bias = member.bias();
        if (bias != null) {
            FloatBuffer values = bias.data().asFloatBuffer();
            ByteBuffer row =
                    ByteBuffer.allocateDirect(member.out() * Float.BYTES).order(ByteOrder.nativeOrder());
            for (int o = 0; o < member.out(); o++) {
                row.putFloat(o * Float.BYTES, (float) (member.biasFactor() * values.get(o)));
            }
            biases.put(member.site(), row);
        }
    }

    GraphSession session() {
        return session;
    }

    SortedSet<Hook> hooks() {
        return hooks;
    }

    List<AdapterInjection.Group> groups() {
        return groups;
    }

    /** The native biases, by the number of the target, as the first row of B wants them. */
    Map<Integer, ByteBuffer> biases() {
        return biases;
    }

    boolean covers(SortedSet<Hook> needed) {
        return hooks.containsAll(needed);
    }

    /** Whether the rows of a batch can have adapters of their own. */
    boolean mixes() {
        return groups.stream().allMatch(group -> group.rank() > 0);
    }
}
