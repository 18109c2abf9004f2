package io.adapt4j.train.onnx;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.runtime.onnx.OnnxBaseModel;
import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.runtime.text.TokenBatch;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.batch.BatchInputs;
import io.adapt4j.train.gradient.ValueShapes;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The forward graph of a training on a base, and what running it on small batches tells of it. */
final class ForwardPass {
    private final OnnxBaseModel base;
    private final TrainingSpec spec;
    private final TrainingGraph graph;
    private final TrainingBatch sample;
    private final ValueShapes shapes;

    ForwardPass(OnnxBaseModel base, TrainingSpec spec) {
        this.base = base;
        this.spec = spec;
        this.graph = TrainingGraph.build(base.graph(), base.targets(), HiddenStates.output(base.signature()), spec);
        this.sample = BatchInputs.sample(spec);
        this.shapes = shapes(sample);
    }

    TrainingGraph graph() {
        return graph;
    }

    /** The small batch. */
    TrainingBatch sample() {
        return sample;
    }

    /** The shapes of the graph's values for the small batch. */
    ValueShapes shapes() {
        return shapes;
    }

    /** The graph in two parts, of which the first needs to be computed once for each text; empty where it is too small. */
    Optional<FrozenCut> cut() {
        TrainingBatch other = BatchInputs.sample(
                spec, sample.texts().size() + spec.objective().textsPerExample(), 7);
        Set<String> inputs =
                new TokenBatch(sample.texts()).inputs(base.signature()).keySet();
        return FrozenCut.of(graph.graph(), inputs, new TokenLayout(shapes, sizes(sample), shapes(other), sizes(other)));
    }

    private static Shape sizes(TrainingBatch batch) {
        return new Shape(batch.texts().size(), new TokenBatch(batch.texts()).sequenceLength());
    }

    private ValueShapes shapes(TrainingBatch batch) {
        try (BatchFeed feed = new BatchFeed(spec, base.signature(), graph.graph(), graph, null)) {
            Map<String, Tensor> inputs = new LinkedHashMap<>(feed.of(batch));
            for (TrainingGraph.Trainable trainable : graph.trainables()) {
                float[] zeros = new float[(int) trainable.shape().size()];
                inputs.put(trainable.input(), Tensor.of(zeros, trainable.shape().getShape()));
            }
            return ValueShapes.probe(graph.graph(), base.weights(), inputs);
        }
    }
}
