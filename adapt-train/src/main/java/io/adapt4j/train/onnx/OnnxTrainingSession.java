package io.adapt4j.train.onnx;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.runtime.onnx.OnnxBaseModel;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.ort.GraphSession;
import io.adapt4j.runtime.onnx.ort.NativeTensor;
import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.runtime.text.TokenBatch;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.Resources;
import io.adapt4j.train.batch.BatchInputs;
import io.adapt4j.train.gradient.GradientGraph;
import io.adapt4j.train.gradient.ValueShapes;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training session on ONNX Runtime: one native session that computes the loss and every gradient, sharing the base's
 * weights. The parameters' tensors are made once over buffers that the optimizer writes in place.
 */
final class OnnxTrainingSession implements TrainingSession {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxTrainingSession.class);

    private final OnnxBaseModel base;
    private final TrainingSpec spec;
    private final TrainingGraph forward;
    private final BatchFeed feed;
    private final GraphSession session;
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, NativeTensor> values = new LinkedHashMap<>();
    private final Map<String, NativeTensor> gradients = new LinkedHashMap<>();

    private OnnxTrainingSession(OnnxBaseModel base, TrainingSpec spec, Resources resources, TrainingGraph forward) {
        this.base = base;
        this.spec = spec;
        this.forward = forward;
        TrainingBatch sample = BatchInputs.sample(spec);
        ValueShapes shapes = shapes(sample);
        FrozenActivations frozen = null;
        Graph graph = forward.graph();
        Optional<FrozenCut> cut = resources.cacheActivations() ? cut(shapes, sample) : Optional.empty();
        if (cut.isPresent()) {
            FrozenActivations candidate =
                    new FrozenActivations(base, cut.get(), new ActivationStore(resources.activationBytes()));
            if (candidate.agreesWithBatch(sample.texts())) {
                frozen = candidate;
                graph = cut.get().trained();
            } else {
                candidate.close();
                LOG.info("Activations are not cached: this base makes something else of a text when it is padded");
            }
        }
        GradientGraph gradient = GradientGraph.build(
                graph,
                forward.loss(),
                forward.trainables().stream()
                        .filter(trainable -> trainable.role() != Parameter.Role.FROZEN)
                        .map(TrainingGraph.Trainable::input)
                        .toList(),
                shapes,
                forward.detached(),
                resources.recompute());
        for (TrainingGraph.Trainable trainable : forward.trainables()) {
            allocate(trainable, gradient.gradients().get(trainable.input()));
        }
        feed = new BatchFeed(spec, base.signature(), graph, forward.masks(), frozen);
        session = GraphSession.open(
                gradient.graph(), base.weights(), base.sharedSettings().unplanned());
    }

    static OnnxTrainingSession open(OnnxBaseModel base, TrainingSpec spec, Resources resources) {
        String hidden = HiddenStates.output(base.signature());
        return new OnnxTrainingSession(
                base, spec, resources, TrainingGraph.build(base.graph(), base.targets(), hidden, spec));
    }

    private Optional<FrozenCut> cut(ValueShapes shapes, TrainingBatch sample) {
        TrainingBatch other = BatchInputs.sample(
                spec, sample.texts().size() + spec.objective().textsPerExample(), 7);
        Set<String> texts =
                new TokenBatch(sample.texts()).inputs(base.signature()).keySet();
        return FrozenCut.of(
                forward.graph(), texts, new TokenLayout(shapes, shape(sample), shapes(other), shape(other)));
    }

    private static Shape shape(TrainingBatch batch) {
        return new Shape(batch.texts().size(), new TokenBatch(batch.texts()).sequenceLength());
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
            Tensor loss = session.runNative(inputs, List.of(forward.loss()), gradients)
                    .get(forward.loss());
            return requireNonNull(loss).floats().get(0);
        } finally {
            owned.forEach(NativeTensor::close);
        }
    }

    /** The shapes of the forward graph's values for a small batch. */
    private ValueShapes shapes(TrainingBatch batch) {
        try (BatchFeed whole = new BatchFeed(spec, base.signature(), forward.graph(), forward.masks(), null)) {
            Map<String, Tensor> inputs = new LinkedHashMap<>(whole.of(batch));
            for (TrainingGraph.Trainable trainable : forward.trainables()) {
                inputs.put(
                        trainable.input(),
                        Tensor.of(
                                new float[(int) trainable.shape().size()],
                                trainable.shape().getShape()));
            }
            return ValueShapes.probe(forward.graph(), base.weights(), inputs);
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
