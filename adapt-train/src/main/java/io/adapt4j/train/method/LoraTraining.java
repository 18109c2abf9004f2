package io.adapt4j.train.method;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraMethod;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Parameter.Role;
import io.adapt4j.train.spi.ParameterSpec;
import java.util.List;
import java.util.function.Supplier;

/** LoRA: A starts with Kaiming-uniform values, B at zero (Hu et al., "LoRA", 2021, section 4.1). */
final class LoraTraining implements TrainableMethod<Lora> {

    @Override
    public Class<Lora> configType() {
        return Lora.class;
    }

    @Override
    public List<ParameterSpec> parameters(Lora lora, TargetModule module) {
        int rank = lora.rankOf(module.path());
        return List.of(
                new ParameterSpec(LoraMethod.A, Role.MATRIX, new Shape(rank, module.inFeatures())),
                new ParameterSpec(LoraMethod.B, Role.OUTER_MATRIX, new Shape(module.outFeatures(), rank)));
    }

    @Override
    public float[] initial(
            Lora lora, ParameterSpec parameter, TargetModule module, Draw draw, Supplier<float[]> weight) {
        int size = (int) parameter.shape().size();
        return parameter.name().equals(LoraMethod.A) ? draw.kaiming(size, module.inFeatures()) : new float[size];
    }

    @Override
    public <T> TrainedFactors<T> factors(Lora lora, ModuleTensors<T> tensors) {
        TensorOps<T> ops = tensors.ops();
        T b = ops.transpose(tensors.parameter(LoraMethod.B));
        double scaling = lora.scalingOf(tensors.module().path());
        return TrainedFactors.lowRank(tensors.parameter(LoraMethod.A), ops.mul(b, scaling), lora.dropout());
    }
}
