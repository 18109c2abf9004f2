package io.adapt4j.train.pytorch;

import static java.util.Objects.requireNonNull;

import io.adapt4j.TargetModule;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.runtime.pytorch.PyTorchBaseModel;
import io.adapt4j.runtime.pytorch.script.TorchTarget;
import io.adapt4j.train.method.TrainableMethod;
import io.adapt4j.train.method.TrainableMethods;
import io.adapt4j.train.objective.Losses;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.spi.TrainingSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tensors that a session keeps from step to step: its parameters, and what stays as it is. */
final class SessionTensors {
    private final PyTorchBaseModel base;
    private final List<TorchTarget> targets = new ArrayList<>();
    private final List<Held> parameters = new ArrayList<>();
    private final Map<String, HostFloats> shared = new HashMap<>();
    private final Map<String, HostFloats> frozen = new HashMap<>();

    /** A parameter and the memory of its values. */
    record Held(Parameter parameter, HostFloats value) {}

    SessionTensors(PyTorchBaseModel base, TrainingSpec spec) {
        this.base = base;
        declareDeltas(spec.method(), spec.modules());
        declareHead(spec.objective(), spec.hidden());
    }

    private <C extends MethodConfig> void declareDeltas(C method, List<TargetModule> modules) {
        TrainableMethod<C> trainable = TrainableMethods.of(method);
        Map<String, TorchTarget> byPath = new HashMap<>();
        base.program().targets().forEach(target -> byPath.put(target.module().path(), target));
        for (TargetModule module : modules) {
            targets.add(requireNonNull(byPath.get(module.path()), module.path()));
            trainable.parameters(method, module).forEach(parameter -> declare(module.path(), parameter));
        }
        trainable.shared(method, modules).forEach((name, tensor) -> shared.put(name, HostFloats.of(tensor)));
    }

    private <O extends Objective> void declareHead(O objective, int hidden) {
        Losses.of(objective).head(objective, hidden).forEach(parameter -> declare("", parameter));
    }

    private void declare(String module, ParameterSpec spec) {
        HostFloats value = HostFloats.zeros(spec.shape());
        HostFloats gradient = HostFloats.zeros(spec.shape());
        parameters.add(new Held(
                new Parameter(
                        module,
                        spec.name(),
                        spec.role(),
                        spec.shape(),
                        value.data().asFloatBuffer(),
                        gradient.data().asFloatBuffer()),
                value));
    }

    /** The targets that are trained. */
    List<TorchTarget> targets() {
        return targets;
    }

    /** The parameters, in a fixed order. */
    List<Held> parameters() {
        return parameters;
    }

    /** A tensor that all modules share. */
    HostFloats shared(String name) {
        return requireNonNull(shared.get(name), name);
    }

    /** A parameter of the program, copied from the archive when it is first asked for. */
    HostFloats frozen(String path) {
        return frozen.computeIfAbsent(path, key -> HostFloats.of(base.program().parameter(key)));
    }
}
