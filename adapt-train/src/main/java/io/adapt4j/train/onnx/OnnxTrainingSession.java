package io.adapt4j.train.onnx;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.runtime.onnx.OnnxBaseModel;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import io.adapt4j.runtime.onnx.ort.NativeTensor;
import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.runtime.text.TokenBatch;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.batch.BatchInputs;
import io.adapt4j.train.gradient.GradientGraph;
import io.adapt4j.train.gradient.ValueShapes;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A training session on ONNX Runtime: one native session that computes the loss and every gradient, sharing the base's
 * weights. The parameters' tensors are made once over buffers that the optimizer writes in place.
 */
final class OnnxTrainingSession implements TrainingSession {
    private final OnnxBaseModel base;
    private final TrainingSpec spec;
    private final TrainingGraph forward;
    private final GraphSession session;
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, NativeTensor> values = new LinkedHashMap<>();
    private final Map<String, NativeTensor> gradients = new LinkedHashMap<>();
    private final Map<String, ByteBuffer> scratch = new HashMap<>();

    private OnnxTrainingSession(OnnxBaseModel base, TrainingSpec spec, TrainingGraph forward) {
        this.base = base;
        this.spec = spec;
        this.forward = forward;
        GradientGraph gradient = GradientGraph.build(
                forward.graph(),
                forward.loss(),
                forward.trainables().stream()
                        .filter(trainable -> trainable.role() != Parameter.Role.FROZEN)
                        .map(TrainingGraph.Trainable::input)
                        .toList(),
                ValueShapes.probe(forward.graph(), base.weights(), sample()),
                forward.detached());
        for (TrainingGraph.Trainable trainable : forward.trainables()) {
            allocate(trainable, gradient.gradients().get(trainable.input()));
        }
        session = GraphSession.open(gradient.graph(), base.weights(), base.sharedSettings());
    }

    static OnnxTrainingSession open(OnnxBaseModel base, TrainingSpec spec) {
        String hidden = HiddenStates.output(base.signature());
        return new OnnxTrainingSession(base, spec, TrainingGraph.build(base.graph(), base.targets(), hidden, spec));
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
    public float forwardBackward(TrainingBatch batch) {
        Map<String, NativeTensor> inputs = new LinkedHashMap<>(values);
        List<NativeTensor> owned = new ArrayList<>();
        try {
            feed(batch).forEach((name, tensor) -> {
                NativeTensor input = NativeTensor.of(tensor);
                owned.add(input);
                inputs.put(name, input);
            });
            Tensor loss = session.runNative(inputs, List.of(forward.loss()), gradients)
                    .get(forward.loss());
            return requireNonNull(loss).floats().get(0);
        } finally {
            owned.forEach(NativeTensor::close);
        }
    }

    /** The inputs of a batch, apart from the parameters. */
    private Map<String, Tensor> feed(TrainingBatch batch) {
        Map<String, Tensor> feed = new LinkedHashMap<>(new TokenBatch(batch.texts()).inputs(base.signature()));
        feed.keySet().removeIf(input -> !forward.takes(input));
        BatchInputs inputs = new BatchInputs(spec, batch);
        feed.put(TrainingGraph.TARGETS, inputs.targets());
        put(feed, TrainingGraph.POOLING, inputs::poolingWeights);
        put(feed, TrainingGraph.VECTOR_MASK, inputs::vectorMask);
        put(feed, TrainingGraph.TOKEN_MASK, inputs::tokenMask);
        put(feed, EmbeddingNoise.INPUT, () -> inputs.embeddingNoise(forward.noiseWidth()));
        for (TrainingGraph.DropoutMask mask : forward.masks()) {
            ByteBuffer keep = scratch(mask.input(), inputs.keepBytes(mask.width()));
            feed.put(mask.input(), inputs.keep(mask.module(), mask.probability(), keep));
        }
        return feed;
    }

    private void put(Map<String, Tensor> feed, String input, Supplier<Tensor> tensor) {
        if (forward.takes(input)) {
            feed.put(input, tensor.get());
        }
    }

    /** A direct buffer of that many bytes, the same memory on every call: masks are large, and one step uses them at a time. */
    private ByteBuffer scratch(String name, int bytes) {
        ByteBuffer buffer = scratch.get(name);
        if (buffer == null || buffer.capacity() < bytes) {
            buffer = Tensor.allocate(DataType.BOOLEAN, bytes);
            scratch.put(name, buffer);
        }
        return buffer.slice(0, bytes).order(ByteOrder.nativeOrder());
    }

    /** Small inputs from which shapes are learnt. */
    private Map<String, Tensor> sample() {
        Map<String, Tensor> sample = feed(BatchInputs.sample(spec));
        for (TrainingGraph.Trainable trainable : forward.trainables()) {
            sample.put(
                    trainable.input(),
                    Tensor.of(
                            new float[(int) trainable.shape().size()],
                            trainable.shape().getShape()));
        }
        return sample;
    }

    @Override
    public void close() {
        session.close();
        values.values().forEach(NativeTensor::close);
        gradients.values().forEach(NativeTensor::close);
    }
}
