package io.adapt4j.train.method;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.method.loha.Loha;
import io.adapt4j.method.loha.LohaMethod;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Parameter.Role;
import io.adapt4j.train.spi.ParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** LoHa: Kaiming-uniform values, but zeros in the last matrix, as PEFT does. */
final class LohaTraining implements TrainableMethod<Loha> {

    @Override
    public Class<Loha> configType() {
        return Loha.class;
    }

    @Override
    public List<ParameterSpec> parameters(Loha config, TargetModule module) {
        int rank = config.ranks().rankOf(module.path());
        Shape a = new Shape(module.outFeatures(), rank);
        Shape b = new Shape(rank, module.inFeatures());
        return List.of(
                new ParameterSpec(LohaMethod.W1_A, Role.MATRIX, a),
                new ParameterSpec(LohaMethod.W1_B, Role.MATRIX, b),
                new ParameterSpec(LohaMethod.W2_A, Role.MATRIX, a),
                new ParameterSpec(LohaMethod.W2_B, Role.OUTER_MATRIX, b));
    }

    @Override
    public Map<String, float[]> initial(
            Loha config, TargetModule module, Function<String, Draw> draw, Supplier<float[]> weight) {
        return Draw.productOfZero(parameters(config, module), draw);
    }

    @Override
    public <T> TrainedFactors<T> factors(Loha config, ModuleTensors<T> tensors) {
        TensorOps<T> ops = tensors.ops();
        T first = ops.matMul(tensors.parameter(LohaMethod.W1_A), tensors.parameter(LohaMethod.W1_B));
        T second = ops.matMul(tensors.parameter(LohaMethod.W2_A), tensors.parameter(LohaMethod.W2_B));
        double scaling = config.ranks().scalingOf(tensors.module().path());
        return TrainedFactors.dense(ops.mul(ops.mul(first, second), scaling));
    }
}
