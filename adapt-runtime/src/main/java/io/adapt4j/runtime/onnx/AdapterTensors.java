package io.adapt4j.runtime.onnx;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.Adapter;
import io.adapt4j.ModuleDelta;
import io.adapt4j.method.Lora;
import io.adapt4j.runtime.onnx.edit.AdapterInjection;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.ort.NativeTensor;
import io.adapt4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** An adapter's tensors, laid out as {@link AdapterInjection} wants them, with the scaling in B, in one arena. */
final class AdapterTensors {
    /** Offsets in an arena are multiples of a cache line. */
    private static final int ALIGNMENT = 64;

    private final Arenas arenas;
    private final ByteBuffer arena;
    private final Map<String, NativeTensor> byInput = new TreeMap<>();
    private int used;

    private AdapterTensors(Arenas arenas, int bytes) {
        this.arenas = arenas;
        this.arena = arenas.take(bytes);
    }

    /** A tensor to be written, by the graph input that takes it. */
    private record Layout(String input, float[] values, long[] dims) {
        int bytes() {
            return (values.length * Float.BYTES + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
    }

    static AdapterTensors of(Adapter adapter, List<AdapterInjection.Group> groups, Arenas arenas) {
        Map<String, ModuleDelta> deltas = new HashMap<>();
        adapter.deltas().forEach(delta -> deltas.put(delta.module(), delta));
        List<Layout> layouts = new ArrayList<>();
        groups.forEach(group -> lay(group, (Lora) adapter.method(), deltas, layouts));
        AdapterTensors tensors = new AdapterTensors(
                arenas, layouts.stream().mapToInt(Layout::bytes).reduce(0, Math::addExact));
        try {
            layouts.forEach(tensors::write);
            return tensors;
        } catch (RuntimeException e) {
            tensors.free();
            throw e;
        }
    }

    private void write(Layout layout) {
        int bytes = layout.values.length * Float.BYTES;
        ByteBuffer data = arena.slice(used, bytes).order(ByteOrder.nativeOrder());
        data.asFloatBuffer().put(layout.values);
        byInput.put(layout.input, NativeTensor.of(DataType.FLOAT32, data, layout.dims));
        used += layout.bytes();
    }

    /** The tensors by the name of the graph input that takes them. */
    Map<String, NativeTensor> byInput() {
        return byInput;
    }

    /** The native bytes that are held. */
    int byteSize() {
        return arena.capacity();
    }

    /** Gives the memory back; no call may use the tensors any more. */
    void free() {
        byInput.values().forEach(NativeTensor::close);
        arenas.giveBack(arena);
    }

    private static void lay(
            AdapterInjection.Group group, Lora method, Map<String, ModuleDelta> deltas, List<Layout> layouts) {
        List<ModuleDelta> members = group.members().stream()
                .map(member -> Objects.requireNonNull(deltas.get(member.path())))
                .toList();
        int rank = members.stream().mapToInt(AdapterTensors::rank).max().orElseThrow();
        int width = group.inputE().isEmpty() ? rank : rank + 1;
        int columns = members.size() * width;
        int in = (int) members.get(0).parameter("lora_A").dimension(1);
        layouts.add(new Layout(group.inputA(), stackedA(members, in, width), new long[] {in, columns}));
        if (!group.inputE().isEmpty()) {
            float[] e = new float[columns];
            for (int m = 1; m <= members.size(); m++) {
                e[m * width - 1] = 1;
            }
            layouts.add(new Layout(group.inputE(), e, new long[] {columns}));
        }
        for (int m = 0; m < members.size(); m++) {
            AdapterInjection.Member member = group.members().get(m);
            Tensor b = members.get(m).parameter("lora_B");
            double scaling = method.scalingOf(member.path()) * member.alpha();
            layouts.add(new Layout(
                    member.inputB(), biasedB(b, scaling, member, width), new long[] {width, b.dimension(0)}));
        }
    }

    private static int rank(ModuleDelta delta) {
        return (int) delta.parameter("lora_A").dimension(0);
    }

    /** The members' A's, each transposed to {@code [in, width]}, side by side. */
    private static float[] stackedA(List<ModuleDelta> members, int in, int width) {
        int columns = members.size() * width;
        float[] stacked = new float[Math.multiplyExact(in, columns)];
        for (int m = 0; m < members.size(); m++) {
            float[] a = members.get(m).parameter("lora_A").toFloatArray();
            int rank = rank(members.get(m));
            for (int i = 0; i < in; i++) {
                int row = i * columns + m * width;
                for (int r = 0; r < rank; r++) {
                    stacked[row + r] = a[r * in + i];
                }
            }
        }
        return stacked;
    }

    /** B transposed to {@code [width, out]} and scaled, with the bias as its last row. */
    private static float[] biasedB(Tensor b, double scaling, AdapterInjection.Member member, int width) {
        int out = (int) b.dimension(0);
        int rank = (int) b.dimension(1);
        float[] rows = new float[Math.multiplyExact(width, out)];
        float[] values = b.toFloatArray();
        for (int r = 0; r < rank; r++) {
            for (int o = 0; o < out; o++) {
                rows[r * out + o] = (float) (scaling * values[o * rank + r]);
            }
        }
        TensorData bias = member.bias();
        if (bias != null) {
            float[] row = new float[out];
            bias.data().asFloatBuffer().get(row);
            for (int o = 0; o < out; o++) {
                rows[(width - 1) * out + o] = (float) (member.biasFactor() * row[o]);
            }
        }
        return rows;
    }
}
