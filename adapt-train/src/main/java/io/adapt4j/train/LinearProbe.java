package io.adapt4j.train;

import io.adapt4j.BaseModel;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.task.Classification;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.metric.ClassificationMetrics;
import io.adapt4j.train.task.TextClassification;
import java.util.ArrayList;
import java.util.List;

/**
 * The baseline that an adapter should beat: softmax regression on the vectors of the untouched base model (Alain and
 * Bengio, "Understanding intermediate layers using linear classifier probes", 2016). The vectors are scaled to unit
 * length; the weights are fitted to all examples at once. Deterministic.
 */
public final class LinearProbe {
    private final BaseModel base;
    private final TextClassification task;
    private final TextEncoder encoder;
    private final List<String> labels;
    private final UnitSoftmaxRegression regression;

    private LinearProbe(
            BaseModel base,
            TextClassification task,
            TextEncoder encoder,
            List<String> labels,
            UnitSoftmaxRegression regression) {
        this.base = base;
        this.task = task;
        this.encoder = encoder;
        this.labels = labels;
        this.regression = regression;
    }

    /**
     * Fits a probe.
     *
     * @param task labels, tokenizer, pooling and length; the rest does not matter here
     * @throws io.adapt4j.error.InvalidDataException as {@link Trainer#train}
     */
    public static LinearProbe fit(BaseModel base, TextClassification task, ExampleSource<Example> source) {
        TextEncoder encoder = task.input().encoder();
        List<Example> examples = source.read();
        List<String> labels = task.learner(ExampleSource.of(examples)).spec().labels();
        float[][] vectors = vectors(base, task, encoder, examples);
        int[] truth = examples.stream()
                .mapToInt(example -> labels.indexOf(example.label()))
                .toArray();
        return new LinearProbe(base, task, encoder, labels, UnitSoftmaxRegression.fit(vectors, truth, labels.size()));
    }

    private static float[][] vectors(
            BaseModel base, TextClassification task, TextEncoder encoder, List<Example> examples) {
        return TextFeatures.compute(
                base.adapted(),
                null,
                encoder.encode(examples.stream().map(Example::text).toList()),
                task.input().pooling());
    }

    /** How well the probe does on labelled examples. */
    public ClassificationMetrics evaluate(ExampleSource<Example> source) {
        List<Example> examples = source.read();
        List<Classification> answers = new ArrayList<>();
        for (float[] vector : vectors(base, task, encoder, examples)) {
            List<Float> probabilities = new ArrayList<>();
            for (double share : regression.probabilities(vector)) {
                probabilities.add((float) share);
            }
            answers.add(new Classification(labels, probabilities));
        }
        return ClassificationMetrics.of(
                answers, examples.stream().map(Example::label).toList());
    }
}
