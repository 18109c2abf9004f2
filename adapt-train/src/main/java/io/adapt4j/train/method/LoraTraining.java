package io.adapt4j.train.method;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraMethod;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.spi.Parameter.Role;
import java.util.List;
import java.util.function.Supplier;

/** LoRA: A starts with Kaiming-uniform values, B at zero (Hu et al., "LoRA", 2021, section 4.1). */
final class LoraTraining implements TrainableMethod<Lora> {

    @Override
    public Class<Lora> configType() {
        return Lora.class;
    }

    @Override
    public List<Spec> parameters(Lora lora, TargetModule module) {
        int rank = lora.rankOf(module.path());
        return List.of(
                new Spec(LoraMethod.A, Role.MATRIX, new Shape(rank, module.inFeatures())),
                new Spec(LoraMethod.B, Role.OUTER_MATRIX, new Shape(module.outFeatures(), rank)));
    }

    @Override
    public float[] initial(Lora lora, Spec parameter, TargetModule module, Draw draw, Supplier<float[]> weight) {
        int size = (int) parameter.shape().size();
        return parameter.name().equals(LoraMethod.A) ? draw.kaiming(size, module.inFeatures()) : new float[size];
    }

    @Override
    public ModuleGraph.Change change(Lora lora, ModuleGraph graph) {
        return ModuleGraph.Change.delta(delta(lora, graph));
    }

    /** {@code s (drop(x) A^T) B^T}. */
    static String delta(Lora lora, ModuleGraph graph) {
        GraphOps ops = graph.ops();
        double keep = 1 - lora.dropout();
        String x = lora.dropout() > 0 ? graph.dropped(lora.dropout()) : graph.x();
        String projected = ops.node("MatMul", List.of(x, ops.transpose(graph.parameter(LoraMethod.A), 1, 0)));
        String scaled = ops.mul(projected, lora.scalingOf(graph.module().path()) / keep);
        return ops.node("MatMul", List.of(scaled, ops.transpose(graph.parameter(LoraMethod.B), 1, 0)));
    }
}
