package io.adapt4j.train.method;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.method.vera.Vera;
import io.adapt4j.method.vera.VeraMethod;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Parameter.Role;
import io.adapt4j.train.spi.ParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * VeRA: b starts at zero and d at a constant. A and B are drawn once for the largest sizes among the modules, Kaiming-uniform
 * with the gain of ReLU, as in the paper; their numbers are this library's own and are saved with the adapter.
 */
final class VeraTraining implements TrainableMethod<Vera> {

    @Override
    public Class<Vera> configType() {
        return Vera.class;
    }

    @Override
    public List<ParameterSpec> parameters(Vera config, TargetModule module) {
        return List.of(
                new ParameterSpec(VeraMethod.LAMBDA_B, Role.OUTER_MATRIX, new Shape(module.outFeatures())),
                new ParameterSpec(VeraMethod.LAMBDA_D, Role.SCALE, new Shape(config.rank())));
    }

    @Override
    public Map<String, Tensor> shared(Vera config, List<TargetModule> modules) {
        int in = modules.stream().mapToInt(TargetModule::inFeatures).max().orElseThrow();
        int out = modules.stream().mapToInt(TargetModule::outFeatures).max().orElseThrow();
        int rank = config.rank();
        Map<String, Tensor> shared = new TreeMap<>();
        shared.put(VeraMethod.A, random(config, VeraMethod.A, rank, in));
        shared.put(VeraMethod.B, random(config, VeraMethod.B, out, rank));
        return shared;
    }

    private static Tensor random(Vera config, String name, int rows, int columns) {
        double bound = StrictMath.sqrt(6.0 / columns);
        ParameterLimits.requireTensor("VeRA's " + name, (long) rows * columns);
        return Tensor.of(new Draw(config.seed(), "", name).uniform(rows * columns, bound), rows, columns);
    }

    @Override
    public Map<String, float[]> initial(
            Vera config, TargetModule module, Function<String, Draw> draw, Supplier<float[]> weight) {
        float[] d = new float[config.rank()];
        Arrays.fill(d, (float) config.dInitial());
        return Map.of(VeraMethod.LAMBDA_B, new float[module.outFeatures()], VeraMethod.LAMBDA_D, d);
    }

    @Override
    public <T> TrainedFactors<T> factors(Vera config, ModuleTensors<T> tensors) {
        TensorOps<T> ops = tensors.ops();
        TargetModule module = tensors.module();
        T a = ops.slice(tensors.shared(VeraMethod.A), 1, 0, module.inFeatures());
        T b = ops.slice(tensors.shared(VeraMethod.B), 0, 0, module.outFeatures());
        T byRank = ops.mul(ops.transpose(b), ops.reshape(tensors.parameter(VeraMethod.LAMBDA_D), -1, 1));
        return TrainedFactors.lowRank(a, ops.mul(byRank, tensors.parameter(VeraMethod.LAMBDA_B)), 0);
    }
}
