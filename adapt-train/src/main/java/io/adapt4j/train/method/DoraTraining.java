package io.adapt4j.train.method;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.method.dora.Dora;
import io.adapt4j.method.dora.DoraMethod;
import io.adapt4j.method.lora.LoraMethod;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.spi.Parameter.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * DoRA: LoRA's parameters start as LoRA's, the magnitudes as the lengths that the frozen columns have. No gradient flows
 * through the norm (Liu et al., "DoRA", 2024, section 4.3).
 */
final class DoraTraining implements TrainableMethod<Dora> {
    private final LoraTraining lora = new LoraTraining();

    @Override
    public Class<Dora> configType() {
        return Dora.class;
    }

    @Override
    public List<Spec> parameters(Dora config, TargetModule module) {
        List<Spec> parameters = new ArrayList<>(lora.parameters(config.lora(), module));
        parameters.add(new Spec(DoraMethod.MAGNITUDE, Role.SCALE, new Shape(module.outFeatures())));
        return parameters;
    }

    @Override
    public float[] initial(Dora config, Spec parameter, TargetModule module, Draw draw, Supplier<float[]> weight) {
        if (!parameter.name().equals(DoraMethod.MAGNITUDE)) {
            return lora.initial(config.lora(), parameter, module, draw, weight);
        }
        float[] w = weight.get();
        int in = module.inFeatures();
        float[] lengths = new float[module.outFeatures()];
        for (int o = 0; o < lengths.length; o++) {
            double square = 0;
            for (int i = 0; i < in; i++) {
                square += (double) w[o * in + i] * w[o * in + i];
            }
            lengths[o] = (float) StrictMath.sqrt(square);
        }
        return lengths;
    }

    @Override
    public ModuleGraph.Change change(Dora config, ModuleGraph graph) {
        GraphOps ops = graph.ops();
        String product = ops.node("MatMul", List.of(graph.parameter(LoraMethod.B), graph.parameter(LoraMethod.A)));
        double scaling = config.lora().scalingOf(graph.module().path());
        String adapted = ops.add(graph.weight(), ops.mul(product, scaling));
        String squares = ops.reduceSum(ops.mul(adapted, adapted), new long[] {1}, false);
        String norm = graph.detached(ops.node("Sqrt", List.of(squares)));
        String gain = ops.div(graph.parameter(DoraMethod.MAGNITUDE), norm);
        return new ModuleGraph.Change(ops.mul(LoraTraining.delta(config.lora(), graph), gain), "", gain, "");
    }
}
