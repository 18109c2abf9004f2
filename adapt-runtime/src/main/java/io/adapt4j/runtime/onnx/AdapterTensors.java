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
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Lays an adapter's tensors out as {@link AdapterInjection} wants them, with the scaling in B. */
final class AdapterTensors {
    private AdapterTensors() {}

    static Map<String, NativeTensor> of(Adapter adapter, List<AdapterInjection.Group> groups) {
        Map<String, ModuleDelta> deltas = new HashMap<>();
        adapter.deltas().forEach(delta -> deltas.put(delta.module(), delta));
        Map<String, NativeTensor> tensors = new TreeMap<>();
        for (AdapterInjection.Group group : groups) {
            List<ModuleDelta> members = group.members().stream()
                    .map(member -> Objects.requireNonNull(deltas.get(member.path())))
                    .toList();
            int rank = members.stream().mapToInt(AdapterTensors::rank).max().orElseThrow();
            int width = group.inputE().isEmpty() ? rank : rank + 1;
            tensors.put(group.inputA(), stackedA(members, width));
            if (!group.inputE().isEmpty()) {
                tensors.put(group.inputE(), lastOfEach(members.size(), width));
            }
            for (int i = 0; i < members.size(); i++) {
                ModuleDelta delta = members.get(i);
                AdapterInjection.Member member = group.members().get(i);
                double scaling = ((Lora) adapter.method()).scalingOf(delta.module()) * member.alpha();
                tensors.put(member.inputB(), biasedB(delta.parameter("lora_B"), scaling, member, width));
            }
        }
        return tensors;
    }

    private static int rank(ModuleDelta delta) {
        return (int) delta.parameter("lora_A").dimension(0);
    }

    /** The members' A's, each transposed to {@code [in, width]}, side by side. */
    private static NativeTensor stackedA(List<ModuleDelta> members, int width) {
        int in = (int) members.get(0).parameter("lora_A").dimension(1);
        int columns = members.size() * width;
        ByteBuffer data = Tensor.allocate(DataType.FLOAT32, (long) in * columns);
        FloatBuffer stacked = data.asFloatBuffer();
        for (int m = 0; m < members.size(); m++) {
            FloatBuffer values = members.get(m).parameter("lora_A").floats();
            int rank = rank(members.get(m));
            for (int r = 0; r < rank; r++) {
                for (int i = 0; i < in; i++) {
                    stacked.put(i * columns + m * width + r, values.get(r * in + i));
                }
            }
        }
        return NativeTensor.of(DataType.FLOAT32, data, in, columns);
    }

    private static NativeTensor lastOfEach(int members, int width) {
        ByteBuffer data = Tensor.allocate(DataType.FLOAT32, (long) members * width);
        for (int m = 1; m <= members; m++) {
            data.asFloatBuffer().put(m * width - 1, 1);
        }
        return NativeTensor.of(DataType.FLOAT32, data, (long) members * width);
    }

    /** B transposed to {@code [width, out]} and scaled, with the bias as its last row. */
    private static NativeTensor biasedB(Tensor b, double scaling, AdapterInjection.Member member, int width) {
        int out = (int) b.dimension(0);
        int rank = (int) b.dimension(1);
        ByteBuffer data = Tensor.allocate(DataType.FLOAT32, (long) width * out);
        FloatBuffer rows = data.asFloatBuffer();
        FloatBuffer values = b.floats();
        for (int r = 0; r < rank; r++) {
            for (int o = 0; o < out; o++) {
                rows.put(r * out + o, (float) (scaling * values.get(o * rank + r)));
            }
        }
        TensorData bias = member.bias();
        if (bias != null) {
            FloatBuffer constant = bias.data().asFloatBuffer();
            for (int o = 0; o < out; o++) {
                rows.put((width - 1) * out + o, (float) (member.biasFactor() * constant.get(o)));
            }
        }
        return NativeTensor.of(DataType.FLOAT32, data, width, out);
    }
}
