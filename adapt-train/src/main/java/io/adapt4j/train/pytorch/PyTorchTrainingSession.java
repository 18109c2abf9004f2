package io.adapt4j.train.pytorch;

import io.adapt4j.runtime.pytorch.PyTorchBaseModel;
import io.adapt4j.runtime.pytorch.libtorch.GradientTape;
import io.adapt4j.runtime.text.TokenBatch;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.batch.BatchInputs;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import java.util.List;
import java.util.Map;

/**
 * A training session on PyTorch. The base's one native module is run as it is, with the factors as arguments, so that others can
 * use it meanwhile. The parameters lie in host memory, where each step reads them; a step's native memory ends with the step.
 */
final class PyTorchTrainingSession implements TrainingSession {
    private final PyTorchBaseModel base;
    private final TrainingSpec spec;
    private final SessionTensors tensors;
    private final List<Parameter> parameters;

    private PyTorchTrainingSession(PyTorchBaseModel base, TrainingSpec spec) {
        this.base = base;
        this.spec = spec;
        this.tensors = new SessionTensors(base, spec);
        this.parameters = tensors.parameters().stream()
                .map(SessionTensors.Held::parameter)
                .toList();
    }

    /** Tries one small step, so that what cannot be trained is refused before any work is done. */
    static PyTorchTrainingSession open(PyTorchBaseModel base, TrainingSpec spec) {
        PyTorchTrainingSession session = new PyTorchTrainingSession(base, spec);
        session.forwardBackward(BatchInputs.sample(spec));
        return session;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public float forwardBackward(TrainingBatch batch) {
        Map<String, Tensor> inputs = new TokenBatch(batch.texts()).inputs(base.signature());
        base.checkInputs(inputs);
        return base.whileOpen(() -> {
            try (GradientTape tape = new GradientTape(base.module())) {
                StepForm form = new StepForm(new TorchOps(tape.manager()));
                TrainingStep step = new TrainingStep(base, spec, tensors, tape, new BatchInputs(spec, batch), form);
                for (SessionTensors.Held held : tensors.parameters()) {
                    step.put(
                            held.parameter(),
                            held.value().data(),
                            held.value().shape().getShape());
                }
                float[] loss = step.run(inputs);
                parameters.forEach(parameter -> step.gradient(parameter, parameter.gradient()));
                return loss[0];
            }
        });
    }

    /** Nothing of a session is in native memory between its steps. */
    @Override
    public void close() {}
}
