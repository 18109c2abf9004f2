package io.adapt4j.train.method;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.method.lokr.Lokr;
import io.adapt4j.method.lokr.LokrMethod;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Parameter.Role;
import io.adapt4j.train.spi.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * LoKr: w1, or its first factor, starts at zero, the others with Kaiming-uniform values. The sizes are PEFT's: each of the
 * module's sizes is divided into two factors, and a factor of the Kronecker product is a product of low rank where the rank is
 * less than half of its larger size.
 */
final class LokrTraining implements TrainableMethod<Lokr> {

    @Override
    public Class<Lokr> configType() {
        return Lokr.class;
    }

    @Override
    public List<ParameterSpec> parameters(Lokr config, TargetModule module) {
        int[] out = divide(module.outFeatures(), config.decomposeFactor());
        int[] in = divide(module.inFeatures(), config.decomposeFactor());
        int rank = config.ranks().rankOf(module.path());
        List<ParameterSpec> parameters = new ArrayList<>();
        boolean firstIsProduct = config.decomposeBoth() && rank < Math.max(out[0], in[0]) / 2.0;
        add(parameters, LokrMethod.W1, firstIsProduct, out[0], rank, in[0], true);
        boolean secondIsProduct = rank < Math.max(out[1], in[1]) / 2.0;
        add(parameters, LokrMethod.W2, secondIsProduct, out[1], rank, in[1], false);
        return parameters;
    }

    private static void add(
            List<ParameterSpec> parameters, String name, boolean product, int out, int rank, int in, boolean zero) {
        Role first = zero ? Role.OUTER_MATRIX : Role.MATRIX;
        if (product) {
            parameters.add(new ParameterSpec(name + "_a", first, new Shape(out, rank)));
            parameters.add(new ParameterSpec(name + "_b", Role.MATRIX, new Shape(rank, in)));
        } else {
            parameters.add(new ParameterSpec(name, first, new Shape(out, in)));
        }
    }

    /**
     * Divides a size into two factors, the smaller first: the given one where it divides the size, else the pair nearest to
     * the square root whose smaller member is not above it.
     */
    static int[] divide(int size, int factor) {
        if (factor > 0 && size % factor == 0) {
            return new int[] {factor, size / factor};
        }
        int limit = factor > 0 ? factor : size;
        int smaller = 1;
        for (int candidate = 1; candidate <= limit && (long) candidate * candidate <= size; candidate++) {
            if (size % candidate == 0) {
                smaller = candidate;
            }
        }
        return new int[] {smaller, size / smaller};
    }

    @Override
    public Map<String, float[]> initial(
            Lokr config, TargetModule module, Function<String, Draw> draw, Supplier<float[]> weight) {
        return Draw.productOfZero(parameters(config, module), draw);
    }

    @Override
    public <T> TrainedFactors<T> factors(Lokr config, ModuleTensors<T> tensors) {
        TensorOps<T> ops = tensors.ops();
        TargetModule module = tensors.module();
        int[] out = divide(module.outFeatures(), config.decomposeFactor());
        int[] in = divide(module.inFeatures(), config.decomposeFactor());
        List<String> names =
                parameters(config, module).stream().map(ParameterSpec::name).toList();
        T first = ops.reshape(matrix(tensors, names, LokrMethod.W1), out[0], 1, in[0], 1);
        T second = ops.reshape(matrix(tensors, names, LokrMethod.W2), 1, out[1], 1, in[1]);
        T kronecker = ops.reshape(ops.mul(first, second), module.outFeatures(), module.inFeatures());
        return TrainedFactors.dense(ops.mul(kronecker, config.ranks().scalingOf(module.path())));
    }

    private static <T> T matrix(ModuleTensors<T> tensors, List<String> names, String name) {
        return names.contains(name)
                ? tensors.parameter(name)
                : tensors.ops().matMul(tensors.parameter(name + "_a"), tensors.parameter(name + "_b"));
    }
}
