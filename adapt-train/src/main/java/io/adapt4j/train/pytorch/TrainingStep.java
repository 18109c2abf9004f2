package io.adapt4j.train.pytorch;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import io.adapt4j.TargetModule;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.runtime.pytorch.PyTorchBaseModel;
import io.adapt4j.runtime.pytorch.libtorch.GradientTape;
import io.adapt4j.runtime.pytorch.script.TorchTarget;
import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.batch.BatchInputs;
import io.adapt4j.train.method.ModuleTensors;
import io.adapt4j.train.method.TrainableMethod;
import io.adapt4j.train.method.TrainableMethods;
import io.adapt4j.train.objective.BatchTensors;
import io.adapt4j.train.objective.LossSite;
import io.adapt4j.train.objective.Losses;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One step on one tape, whose arrays are all of the step's native memory. */
final class TrainingStep {
    private final PyTorchBaseModel base;
    private final TrainingSpec spec;
    private final SessionTensors session;
    private final GradientTape tape;
    private final BatchInputs batch;
    private final TorchOps ops;
    private final Map<String, NDArray> leaves = new HashMap<>();

    TrainingStep(
            PyTorchBaseModel base, TrainingSpec spec, SessionTensors session, GradientTape tape, BatchInputs batch) {
        this.base = base;
        this.spec = spec;
        this.session = session;
        this.tape = tape;
        this.batch = batch;
        this.ops = new TorchOps(tape.manager());
        for (SessionTensors.Held held : session.parameters()) {
            HostFloats value = held.value();
            leaves.put(
                    key(held.parameter().module(), held.parameter().name()),
                    held.parameter().isTrained()
                            ? tape.trainable(value.data(), value.shape().getShape())
                            : value.constant(tape.manager()));
        }
    }

    private static String key(String module, String name) {
        return module + "/" + name;
    }

    private NDArray leaf(String module, String name) {
        return requireNonNull(leaves.get(key(module, name)), name);
    }

    /** Computes the loss and writes the gradient of every parameter. */
    float run(Map<String, Tensor> inputs) {
        ModuleArguments arguments = new ModuleArguments(
                ops,
                path -> session.frozen(path).constant(tape.manager()),
                (module, dropout) -> tape.constant(batch.keep(module, dropout)));
        addFactors(spec.method(), arguments);
        List<NDArray> outputs = tape.run(inputs, arguments.dictionary());
        NDArray loss = loss(spec.objective(), outputs.get(statesIndex()));
        tape.backward(loss);
        for (SessionTensors.Held held : session.parameters()) {
            Parameter parameter = held.parameter();
            if (parameter.isTrained()) {
                tape.gradient(leaf(parameter.module(), parameter.name()), parameter.gradient());
            }
        }
        return loss.getFloat();
    }

    private int statesIndex() {
        String name = HiddenStates.output(base.signature());
        return base.signature().outputs().stream()
                .map(port -> port.name())
                .toList()
                .indexOf(name);
    }

    private <C extends MethodConfig> void addFactors(C method, ModuleArguments arguments) {
        TrainableMethod<C> trainable = TrainableMethods.of(method);
        for (TorchTarget target : session.targets()) {
            boolean takesFactors = base.takesFactors(target.module().path());
            arguments.add(target, takesFactors, trainable.factors(method, new Site(target, arguments)));
        }
    }

    private <O extends Objective> NDArray loss(O objective, NDArray states) {
        return Losses.of(objective).loss(objective, new LossSite<>(spec, ops, new Behind(states)));
    }

    /** The tensors of one target. */
    private final class Site implements ModuleTensors<NDArray> {
        private final TorchTarget target;
        private final ModuleArguments arguments;

        Site(TorchTarget target, ModuleArguments arguments) {
            this.target = target;
            this.arguments = arguments;
        }

        @Override
        public TargetModule module() {
            return target.module();
        }

        @Override
        public TensorOps<NDArray> ops() {
            return ops;
        }

        @Override
        public NDArray weight() {
            return arguments.weight(target);
        }

        @Override
        public NDArray parameter(String name) {
            return leaf(target.module().path(), name);
        }

        @Override
        public NDArray shared(String name) {
            return session.shared(name).constant(tape.manager());
        }
    }

    /** The batch behind the base. */
    private final class Behind implements BatchTensors<NDArray> {
        private final NDArray states;

        Behind(NDArray states) {
            this.states = states;
        }

        @Override
        public NDArray states() {
            return states;
        }

        @Override
        public NDArray poolingWeights() {
            return tape.constant(batch.poolingWeights());
        }

        @Override
        public NDArray vectorMask() {
            return tape.constant(batch.vectorMask());
        }

        @Override
        public NDArray tokenMask() {
            return tape.constant(batch.tokenMask());
        }

        @Override
        public NDArray targets() {
            return tape.constant(batch.targets());
        }

        @Override
        public NDArray parameter(String name) {
            return leaf("", name);
        }
    }
}
