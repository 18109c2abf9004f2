package io.adapt4j.train.joint;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.TargetModule;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.method.TrainableMethods;
import io.adapt4j.train.objective.Losses;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes the parameters of one adapter, in memory of their own. */
public final class SlotParameters {
    private final List<Parameter> parameters = new ArrayList<>();

    private SlotParameters() {}

    /** The parameters of a training, module by module, then the head's; all zero. */
    public static List<Parameter> of(TrainingSpec spec) {
        SlotParameters made = new SlotParameters();
        made.addDeltas(spec.method(), spec.modules());
        made.addHead(spec.objective(), spec.hidden());
        return List.copyOf(made.parameters);
    }

    private <C extends MethodConfig> void addDeltas(C method, List<TargetModule> modules) {
        for (TargetModule module : modules) {
            TrainableMethods.of(method).parameters(method, module).forEach(parameter -> add(module.path(), parameter));
        }
    }

    private <O extends Objective> void addHead(O objective, int hidden) {
        Losses.of(objective).head(objective, hidden).forEach(parameter -> add("", parameter));
    }

    private void add(String module, ParameterSpec spec) {
        parameters.add(new Parameter(module, spec.name(), spec.role(), spec.shape(), zeros(spec), zeros(spec)));
    }

    private static FloatBuffer zeros(ParameterSpec spec) {
        return Tensor.allocate(DataType.FLOAT32, spec.shape().size()).asFloatBuffer();
    }
}
