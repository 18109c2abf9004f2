package io.adapt4j.runtime.onnx;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.Adapter;
import io.adapt4j.ModuleDelta;
import io.adapt4j.method.Lora;
import io.adapt4j.runtime.onnx.edit.AdapterInjection;
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
                    .map(path -> Objects.requireNonNull(deltas.get(path)))
                    .toList();
            int total = members.stream()
                    .mapToInt(delta -> (int) delta.parameter("lora_A").dimension(0))
                    .sum();
            tensors.put(group.inputName(), stackedA(members, total));
            int offset = 0;
            for (ModuleDelta delta : members) {
                double scaling = ((Lora) adapter.method()).scalingOf(delta.module());
                Tensor b = delta.parameter("lora_B");
                tensors.put(AdapterInjection.inputOfB(delta.module()), paddedB(b, scaling, offset, total));
                offset += (int) b.dimension(1);
            }
        }
        return tensors;
    }

    /** The members' A's, each transposed to {@code [in, rank]}, side by side. */
    private static NativeTensor stackedA(List<ModuleDelta> members, int total) {
        int in = (int) members.get(0).parameter("lora_A").dimension(1);
        ByteBuffer data = Tensor.allocate(DataType.FLOAT32, (long) in * total);
        FloatBuffer stacked = data.asFloatBuffer();
        int offset = 0;
        for (ModuleDelta delta : members) {
            Tensor a = delta.parameter("lora_A");
            FloatBuffer values = a.floats();
            int rank = (int) a.dimension(0);
            for (int r = 0; r < rank; r++) {
                for (int i = 0; i < in; i++) {
                    stacked.put(i * total + offset + r, values.get(r * in + i));
                }
            }
            offset += rank;
        }
        return NativeTensor.of(DataType.FLOAT32, data, in, total);
    }

    /** B transposed to {@code [rank, out]} and scaled, in the rows of its own part of the stacked A, else zero. */
    private static NativeTensor paddedB(Tensor b, double scaling, int offset, int total) {
        int out = (int) b.dimension(0);
        int rank = (int) b.dimension(1);
        ByteBuffer data = Tensor.allocate(DataType.FLOAT32, (long) total * out);
        FloatBuffer padded = data.asFloatBuffer();
        FloatBuffer values = b.floats();
        for (int r = 0; r < rank; r++) {
            for (int o = 0; o < out; o++) {
                padded.put((offset + r) * out + o, (float) (scaling * values.get(o * rank + r)));
            }
        }
        return NativeTensor.of(DataType.FLOAT32, data, total, out);
    }
}
