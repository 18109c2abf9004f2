package io.adapt4j.train.method;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.method.vera.Vera;
import io.adapt4j.method.vera.VeraMethod;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.spi.Parameter.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    public List<Spec> parameters(Vera config, TargetModule module) {
        return List.of(
                new Spec(VeraMethod.LAMBDA_B, Role.OUTER_MATRIX, new Shape(module.outFeatures())),
                new Spec(VeraMethod.LAMBDA_D, Role.SCALE, new Shape(config.rank())));
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
        return Tensor.of(
                new Draw(config.seed(), "", name).uniform(Math.multiplyExact(rows, columns), bound), rows, columns);
    }

    @Override
    public float[] initial(Vera config, Spec parameter, TargetModule module, Draw draw, Supplier<float[]> weight) {
        float[] values = new float[(int) parameter.shape().size()];
        if (parameter.name().equals(VeraMethod.LAMBDA_D)) {
            Arrays.fill(values, (float) config.dInitial());
        }
        return values;
    }

    @Override
    public ModuleGraph.Change change(Vera config, ModuleGraph graph) {
        GraphOps ops = graph.ops();
        TargetModule module = graph.module();
        String a = ops.node(
                "Slice",
                List.of(graph.shared(VeraMethod.A), ops.longs(0), ops.longs(module.inFeatures()), ops.longs(1)));
        String b = ops.node(
                "Slice",
                List.of(graph.shared(VeraMethod.B), ops.longs(0), ops.longs(module.outFeatures()), ops.longs(0)));
        String projected = ops.node("MatMul", List.of(graph.x(), ops.transpose(a, 1, 0)));
        String scaled = ops.mul(projected, graph.parameter(VeraMethod.LAMBDA_D));
        String expanded = ops.node("MatMul", List.of(scaled, ops.transpose(b, 1, 0)));
        return ModuleGraph.Change.delta(ops.mul(expanded, graph.parameter(VeraMethod.LAMBDA_B)));
    }
}
