package io.adapt4j.train.method;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraMethod;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Parameter.Role;
import io.adapt4j.train.spi.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * LoRA from any of its {@link io.adapt4j.method.lora.LoraInitialization initialisations}. Where A and B start as a part of the
 * weight, their start {@code A0, B0} is kept beside them, and the delta is {@code s (B A - B0 A0)}: the product of
 * {@code [B, -B0]} and {@code [A; A0]}, which is how it is saved (so does PEFT's conversion of such adapters to plain LoRA).
 */
final class LoraTraining implements TrainableMethod<Lora> {
    private static final String A0 = LoraMethod.A + ".start";
    private static final String B0 = LoraMethod.B + ".start";

    @Override
    public Class<Lora> configType() {
        return Lora.class;
    }

    @Override
    public List<ParameterSpec> parameters(Lora lora, TargetModule module) {
        int rank = lora.rankOf(module.path());
        Shape a = new Shape(rank, module.inFeatures());
        Shape b = new Shape(module.outFeatures(), rank);
        List<ParameterSpec> parameters = new ArrayList<>();
        parameters.add(new ParameterSpec(LoraMethod.A, Role.MATRIX, a));
        parameters.add(new ParameterSpec(LoraMethod.B, Role.OUTER_MATRIX, b));
        if (lora.initialization().fromWeight()) {
            parameters.add(new ParameterSpec(A0, Role.FROZEN, a));
            parameters.add(new ParameterSpec(B0, Role.FROZEN, b));
        }
        return parameters;
    }

    @Override
    public Map<String, float[]> initial(
            Lora lora, TargetModule module, Function<String, Draw> draw, Supplier<float[]> weight) {
        boolean fromWeight = lora.initialization().fromWeight();
        LoraStart start = LoraStart.of(lora, module, draw, fromWeight ? weight.get() : new float[0]);
        float[] a = start.aValues();
        float[] b = start.bValues();
        return fromWeight
                ? Map.of(LoraMethod.A, a, LoraMethod.B, b, A0, a, B0, b)
                : Map.of(LoraMethod.A, a, LoraMethod.B, b);
    }

    @Override
    public <T> TrainedFactors<T> factors(Lora lora, ModuleTensors<T> tensors) {
        TensorOps<T> ops = tensors.ops();
        double scaling = lora.scalingOf(tensors.module().path());
        T a = tensors.parameter(LoraMethod.A);
        T b = ops.transpose(ops.mul(tensors.parameter(LoraMethod.B), scaling));
        if (lora.initialization().fromWeight()) {
            T b0 = ops.transpose(ops.mul(tensors.parameter(B0), -scaling));
            a = ops.concat(0, List.of(a, tensors.parameter(A0)));
            b = ops.concat(0, List.of(b, b0));
        }
        return TrainedFactors.lowRank(a, b, lora.dropout());
    }

    @Override
    public Lora saved(Lora lora) {
        return lora.initialization().fromWeight() ? lora.ofTwiceTheRank() : lora;
    }

    @Override
    public SortedMap<String, Tensor> saved(Lora lora, SortedMap<String, Tensor> trained) {
        if (!lora.initialization().fromWeight()) {
            return trained;
        }
        Tensor a = requireNonNull(trained.get(LoraMethod.A));
        int rank = (int) a.dimension(0);
        int in = (int) a.dimension(1);
        float[] both = new float[2 * rank * in];
        a.floats().get(0, both, 0, rank * in);
        requireNonNull(trained.get(A0)).floats().get(0, both, rank * in, rank * in);
        Tensor b = requireNonNull(trained.get(LoraMethod.B));
        float[] plus = b.toFloatArray();
        float[] minus = requireNonNull(trained.get(B0)).toFloatArray();
        int out = (int) b.dimension(0);
        float[] difference = new float[2 * rank * out];
        for (int i = 0; i < plus.length; i++) {
            int start = i / rank * 2 * rank + i % rank;
            difference[start] = plus[i];
            difference[start + rank] = -minus[i];
        }
        SortedMap<String, Tensor> saved = new TreeMap<>();
        saved.put(LoraMethod.A, Tensor.of(both, 2L * rank, in));
        saved.put(LoraMethod.B, Tensor.of(difference, out, 2L * rank));
        return saved;
    }
}
