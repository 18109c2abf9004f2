package io.adapt4j.train.onnx;

import static java.util.Objects.requireNonNull;

import io.adapt4j.runtime.onnx.OnnxBaseModel;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import io.adapt4j.runtime.onnx.ort.NativeTensor;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.Resources;
import io.adapt4j.train.gradient.GradientGraph;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training session on ONNX Runtime: one native session that computes the loss and every gradient, sharing the base's
 * weights.
 */
final class OnnxTrainingSession implements TrainingSession {
    private final String loss;
    private final BatchFeed feed;
    private final ParameterTensors tensors;
    private final GraphSession session;

    private OnnxTrainingSession(String loss, BatchFeed feed, ParameterTensors tensors, GraphSession session) {
        this.loss = loss;
        this.feed = feed;
        this.tensors = tensors;
        this.session = session;
    }

    static OnnxTrainingSession open(OnnxBaseModel base, TrainingSpec spec, Resources resources) {
        ForwardPass pass = new ForwardPass(base, spec);
        TrainingGraph forward = pass.graph();
        Optional<FrozenActivations> frozen =
                resources.cacheActivations() ? FrozenActivations.of(base, pass, resources) : Optional.empty();
        Graph graph = frozen.map(FrozenActivations::trained).orElse(forward.graph());
        BatchFeed feed = new BatchFeed(spec, base.signature(), graph, forward, frozen.orElse(null));
        ParameterTensors tensors = new ParameterTensors();
        try {
            GradientGraph gradient = GradientGraph.build(
                    graph,
                    forward.loss(),
                    forward.trainables().stream()
                            .filter(trainable -> trainable.role() != Parameter.Role.FROZEN)
                            .map(TrainingGraph.Trainable::input)
                            .toList(),
                    pass.shapes(),
                    forward.detached(),
                    resources.recompute());
            for (TrainingGraph.Trainable trainable : forward.trainables()) {
                tensors.allocate(trainable, gradient.gradients().get(trainable.input()));
            }
            GraphSession session = GraphSession.open(
                    gradient.graph(), base.weights(), base.sharedSettings().unplanned());
            return new OnnxTrainingSession(forward.loss(), feed, tensors, session);
        } catch (RuntimeException | Error e) {
            tensors.close();
            feed.close();
            throw e;
        }
    }

    @Override
    public List<Parameter> parameters() {
        return tensors.parameters();
    }

    @Override
    public void announce(TrainingBatch next) {
        feed.announce(next);
    }

    @Override
    public float forwardBackward(TrainingBatch batch) {
        Map<String, NativeTensor> inputs = new LinkedHashMap<>(tensors.values());
        List<NativeTensor> owned = new ArrayList<>();
        try {
            feed.of(batch).forEach((name, tensor) -> {
                NativeTensor input = NativeTensor.of(tensor);
                owned.add(input);
                inputs.put(name, input);
            });
            Tensor value = session.runNative(inputs, List.of(loss), tensors.gradients())
                    .get(loss);
            return requireNonNull(value).floats().get(0);
        } finally {
            owned.forEach(NativeTensor::close);
        }
    }

    @Override
    public void close() {
        feed.close();
        session.close();
        tensors.close();
    }
}
