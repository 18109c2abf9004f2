package io.adapt4j.train.pytorch;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.runtime.pytorch.PyTorchBaseModel;
import io.adapt4j.runtime.pytorch.libtorch.GradientTape;
import io.adapt4j.runtime.pytorch.script.TorchTarget;
import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.batch.PassInputs;
import io.adapt4j.train.method.ModuleTensors;
import io.adapt4j.train.method.TrainableMethod;
import io.adapt4j.train.method.TrainableMethods;
import io.adapt4j.train.method.TrainedFactors;
import io.adapt4j.train.objective.BatchTensors;
import io.adapt4j.train.objective.LossSite;
import io.adapt4j.train.objective.Losses;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingSpec;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One step on one tape, whose arrays are all of the step's native memory: of one adapter, or of several side by side. */
final class TrainingStep {
    private final PyTorchBaseModel base;
    private final TrainingSpec spec;
    private final SessionTensors session;
    private final GradientTape tape;
    private final PassInputs batch;
    private final StepForm form;
    private final TensorOps<NDArray> ops;
    private final Map<String, NDArray> leaves = new HashMap<>();

    TrainingStep(
            PyTorchBaseModel base,
            TrainingSpec spec,
            SessionTensors session,
            GradientTape tape,
            PassInputs batch,
            StepForm form) {
        this.base = base;
        this.spec = spec;
        this.session = session;
        this.tape = tape;
        this.batch = batch;
        this.form = form;
        this.ops = form.ops();
    }

    /** Gives the values of a parameter, which must not change before the tape is closed. */
    void put(Parameter parameter, ByteBuffer values, long... dims) {
        NDArray leaf = parameter.isTrained()
                ? tape.trainable(values, dims)
                : tape.manager().create(values, new Shape(dims), DataType.FLOAT32);
        leaves.put(
                key(parameter.module(), parameter.name()),
                form.own(leaf, parameter.shape().dimension()));
    }

    /** Copies the gradient of a parameter. */
    void gradient(Parameter parameter, FloatBuffer target) {
        if (parameter.isTrained()) {
            tape.gradient(leaf(parameter.module(), parameter.name()), target);
        }
    }

    private static String key(String module, String name) {
        return module + "/" + name;
    }

    private NDArray leaf(String module, String name) {
        return requireNonNull(leaves.get(key(module, name)), name);
    }

    /** Computes the loss of each adapter, and the gradients. */
    float[] run(Map<String, Tensor> inputs) {
        ModuleArguments arguments = new ModuleArguments(
                ops,
                path -> session.frozen(path).constant(tape.manager()),
                (module, dropout) -> tape.constant(batch.keep(module, dropout)));
        addFactors(spec.method(), arguments);
        List<NDArray> outputs = tape.run(inputs, arguments.dictionary());
        NDArray losses = loss(spec.objective(), outputs.get(statesIndex()));
        tape.backward(form.total(losses));
        return losses.toFloatArray();
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
            TrainedFactors<NDArray> factors = trainable.factors(method, new Site(target, arguments));
            arguments.add(target, takesFactors, form.forBase(target, takesFactors, factors));
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
            return form.states(states);
        }

        @Override
        public NDArray poolingWeights() {
            return form.own(tape.constant(batch.poolingWeights()), 3);
        }

        @Override
        public NDArray vectorMask() {
            return form.own(tape.constant(batch.vectorMask()), 2);
        }

        @Override
        public NDArray tokenMask() {
            return form.own(tape.constant(batch.tokenMask()), 2);
        }

        @Override
        public NDArray targets() {
            NDArray targets = tape.constant(batch.targets());
            return form.own(targets, targets.getShape().dimension() - form.leadingAxes());
        }

        @Override
        public NDArray own(NDArray outputs) {
            return form.ownOutputs(outputs);
        }

        @Override
        public NDArray parameter(String name) {
            return leaf("", name);
        }
    }
}
