package io.adapt4j.train.pytorch;

import io.adapt4j.runtime.pytorch.PyTorchBaseModel;
import io.adapt4j.runtime.pytorch.libtorch.GradientTape;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.batch.BatchInputs;
import io.adapt4j.train.batch.JointInputs;
import io.adapt4j.train.batch.ParameterStack;
import io.adapt4j.train.joint.SlotParameters;
import io.adapt4j.train.spi.JointSession;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A joint session on PyTorch: the base's one native module, given the factors of each text's adapter. */
final class PyTorchJointSession implements JointSession {
    private final PyTorchBaseModel base;
    private final TrainingSpec spec;
    private final SessionTensors tensors;
    private final List<ParameterStack> stacks = new ArrayList<>();

    private PyTorchJointSession(PyTorchBaseModel base, TrainingSpec spec) {
        this.base = base;
        this.spec = spec;
        this.tensors = new SessionTensors(base, spec);
        for (int i = 0; i < tensors.parameters().size(); i++) {
            stacks.add(new ParameterStack(i));
        }
    }

    /** Tries one small step, so that what cannot be trained is refused before any work is done. */
    static PyTorchJointSession open(PyTorchBaseModel base, TrainingSpec spec) {
        PyTorchJointSession session = new PyTorchJointSession(base, spec);
        Slot slot = new Slot(spec, SlotParameters.of(spec), BatchInputs.sample(spec));
        session.forwardBackward(List.of(slot, slot));
        return session;
    }

    @Override
    public float[] forwardBackward(List<Slot> slots) {
        JointInputs batch = new JointInputs(slots);
        Map<String, Tensor> inputs = batch.texts().inputs(base.signature());
        base.checkInputs(inputs);
        return base.whileOpen(() -> {
            try (GradientTape tape = new GradientTape(base.module())) {
                return step(slots, batch, inputs, tape);
            }
        });
    }

    private float[] step(List<Slot> slots, JointInputs batch, Map<String, Tensor> inputs, GradientTape tape) {
        int texts = slots.get(0).batch().texts().size();
        SlotForm form =
                SlotForm.of(new TorchOps(tape.manager()), tape.constant(batch.outputMask()), slots.size(), texts);
        TrainingStep step = new TrainingStep(base, spec, tensors, tape, batch, form);
        List<Parameter> parameters = slots.get(0).parameters();
        for (int i = 0; i < parameters.size(); i++) {
            ParameterStack stack = stacks.get(i);
            stack.gather(slots);
            step.put(parameters.get(i), stack.values(), stack.dims());
        }
        float[] losses = step.run(inputs);
        for (int i = 0; i < parameters.size(); i++) {
            ParameterStack stack = stacks.get(i);
            step.gradient(parameters.get(i), stack.gradients().asFloatBuffer());
            if (parameters.get(i).isTrained()) {
                stack.scatter(slots);
            }
        }
        return losses;
    }

    /** Nothing of a session is in native memory between its steps. */
    @Override
    public void close() {}
}
