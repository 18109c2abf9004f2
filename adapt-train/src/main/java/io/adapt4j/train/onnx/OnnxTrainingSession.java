package io.adapt4j.train.onnx;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A training session on ONNX Runtime: one native session that computes the loss and every gradient, sharing the base's
 * weights. The parameters' tensors are made once over buffers that the optimizer writes in place.
 */
final class OnnxTrainingSession implements TrainingSession {
    private final String loss;
    private final BatchFeed feed;
    private final GraphSession session;
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, NativeTensor> values = new LinkedHashMap<>();
    private final Map<String, NativeTensor> gradients = new LinkedHashMap<>();

    private OnnxTrainingSession(OnnxBaseModel base, TrainingSpec spec, Resources resources) {
        ForwardPass pass = new ForwardPass(base, spec);
        TrainingGraph forward = pass.graph();
        this.loss = forward.loss();
        Optional<FrozenActivations> frozen =
                resources.cacheActivations() ? FrozenActivations.of(base, pass, resources) : Optional.empty();
        Graph graph = frozen.map(FrozenActivations::trained).orElse(forward.graph());
        GradientGraph gradient = GradientGraph.build(
                graph,
                loss,
                forward.trainables().stream()
                        .filter(trainable -> trainable.role() != Parameter.Role.FROZEN)
                        .map(TrainingGraph.Trainable::input)
                        .toList(),
                pass.shapes(),
                forward.detached(),
                resources.recompute());
        for (TrainingGraph.Trainable trainable : forward.trainables()) {
            allocate(trainable, gradient.gradients().get(trainable.input()));
        }
        feed = new BatchFeed(spec, base.signature(), graph, forward, frozen.orElse(null));
        session = GraphSession.open(
                gradient.graph(), base.weights(), base.sharedSettings().unplanned());
    }

    static OnnxTrainingSession open(OnnxBaseModel base, TrainingSpec spec, Resources resources) {
        return new OnnxTrainingSession(base, spec, resources);
    }

    private void allocate(TrainingGraph.Trainable trainable, @Nullable String gradientName) {
        long[] dims = trainable.shape().getShape();
        ByteBuffer value = Tensor.allocate(DataType.FLOAT32, trainable.shape().size());
        ByteBuffer gradient =
                Tensor.allocate(DataType.FLOAT32, trainable.shape().size());
        parameters.add(new Parameter(
                trainable.module(),
                trainable.name(),
                trainable.role(),
                trainable.shape(),
                value.asFloatBuffer(),
                gradient.asFloatBuffer()));
        values.put(trainable.input(), NativeTensor.of(DataType.FLOAT32, value, dims));
        if (gradientName != null) {
            gradients.put(gradientName, NativeTensor.of(DataType.FLOAT32, gradient, dims));
        }
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public void announce(TrainingBatch next) {
        feed.announce(next);
    }

    @Override
    public float forwardBackward(TrainingBatch batch) {
        Map<String, NativeTensor> inputs = new LinkedHashMap<>(values);
        List<NativeTensor> owned = new ArrayList<>();
        try {
            feed.of(batch).forEach((name, tensor) -> {
                NativeTensor input = NativeTensor.of(tensor);
                owned.add(input);
                inputs.put(name, input);
            });
            Tensor value = session.runNative(inputs, List.of(loss), gradients).get(loss);
            return requireNonNull(value).floats().get(0);
        } finally {
            owned.forEach(NativeTensor::close);
        }
    }

    @Override
    public void close() {
        feed.close();
        session.close();
        values.values().forEach(NativeTensor::close);
        gradients.values().forEach(NativeTensor::close);
    }
}
