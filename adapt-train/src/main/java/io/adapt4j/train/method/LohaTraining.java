package io.adapt4j.train.method;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.method.loha.Loha;
import io.adapt4j.method.loha.LohaMethod;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.spi.Parameter.Role;
import java.util.List;
import java.util.function.Supplier;

/** LoHa: Kaiming-uniform values, but zeros in the last matrix, as PEFT does. */
final class LohaTraining implements TrainableMethod<Loha> {

    @Override
    public Class<Loha> configType() {
        return Loha.class;
    }

    @Override
    public List<Spec> parameters(Loha config, TargetModule module) {
        int rank = config.ranks().rankOf(module.path());
        Shape a = new Shape(module.outFeatures(), rank);
        Shape b = new Shape(rank, module.inFeatures());
        return List.of(
                new Spec(LohaMethod.W1_A, Role.MATRIX, a),
                new Spec(LohaMethod.W1_B, Role.MATRIX, b),
                new Spec(LohaMethod.W2_A, Role.MATRIX, a),
                new Spec(LohaMethod.W2_B, Role.OUTER_MATRIX, b));
    }

    @Override
    public float[] initial(Loha config, Spec parameter, TargetModule module, Draw draw, Supplier<float[]> weight) {
        int size = (int) parameter.shape().size();
        return parameter.name().equals(LohaMethod.W2_B)
                ? new float[size]
                : draw.kaiming(size, (int) parameter.shape().get(1));
    }

    @Override
    public ModuleGraph.Change change(Loha config, ModuleGraph graph) {
        GraphOps ops = graph.ops();
        String first = ops.node("MatMul", List.of(graph.parameter(LohaMethod.W1_A), graph.parameter(LohaMethod.W1_B)));
        String second = ops.node("MatMul", List.of(graph.parameter(LohaMethod.W2_A), graph.parameter(LohaMethod.W2_B)));
        String delta = ops.mul(
                ops.mul(first, second), config.ranks().scalingOf(graph.module().path()));
        return ModuleGraph.Change.delta(ops.node("MatMul", List.of(graph.x(), ops.transpose(delta, 1, 0))));
    }
}
