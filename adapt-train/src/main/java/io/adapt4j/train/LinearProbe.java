package io.adapt4j.train;

import io.adapt4j.BaseModel;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.task.Classification;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.metric.ClassificationMetrics;
import io.adapt4j.train.optim.AdamW;
import io.adapt4j.train.optim.Updates;
import io.adapt4j.train.task.TextClassification;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The baseline that an adapter should beat: softmax regression on the vectors of the untouched base model (Alain and
 * Bengio, "Understanding intermediate layers using linear classifier probes", 2016). The vectors are scaled to unit
 * length; the weights are fitted to all examples at once. Deterministic.
 */
public final class LinearProbe {
    private static final int STEPS = 400;
    private static final double LEARNING_RATE = 0.1;
    private static final double WEIGHT_DECAY = 1e-3;

    private final BaseModel base;
    private final TextClassification task;
    private final TextEncoder encoder;
    private final List<String> labels;
    /** {@code [labels][hidden + 1]}, the bias last. */
    private final float[][] weights;

    private LinearProbe(
            BaseModel base, TextClassification task, TextEncoder encoder, List<String> labels, float[][] weights) {
        this.base = base;
        this.task = task;
        this.encoder = encoder;
        this.labels = labels;
        this.weights = weights;
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
        return new LinearProbe(base, task, encoder, labels, fit(vectors, truth, labels.size()));
    }

    private static float[][] fit(float[][] vectors, int[] truth, int labels) {
        int width = vectors[0].length;
        FloatBuffer values = FloatBuffer.wrap(new float[labels * width]);
        Updates optimizer = new AdamW().forTensor(labels, width);
        float[][] weights = new float[labels][width];
        for (int step = 0; step < STEPS; step++) {
            float[] gradient = new float[labels * width];
            for (int row = 0; row < vectors.length; row++) {
                double[] shares = softmax(weights, vectors[row]);
                shares[truth[row]] -= 1;
                for (int label = 0; label < labels; label++) {
                    float share = (float) (shares[label] / vectors.length);
                    for (int i = 0; i < width; i++) {
                        gradient[label * width + i] += share * vectors[row][i];
                    }
                }
            }
            optimizer.step(values, FloatBuffer.wrap(gradient), 1, LEARNING_RATE, WEIGHT_DECAY);
            for (int label = 0; label < labels; label++) {
                values.get(label * width, weights[label]);
            }
        }
        return weights;
    }

    private static double[] softmax(float[][] weights, float[] vector) {
        double[] shares = new double[weights.length];
        double max = Double.NEGATIVE_INFINITY;
        for (int label = 0; label < shares.length; label++) {
            float sum = 0;
            for (int i = 0; i < vector.length; i++) {
                sum += weights[label][i] * vector[i];
            }
            shares[label] = sum;
            max = Math.max(max, sum);
        }
        double total = 0;
        for (int label = 0; label < shares.length; label++) {
            shares[label] = StrictMath.exp(shares[label] - max);
            total += shares[label];
        }
        for (int label = 0; label < shares.length; label++) {
            shares[label] /= total;
        }
        return shares;
    }

    /** Unit vectors with a one behind them for the bias. */
    private static float[][] vectors(
            BaseModel base, TextClassification task, TextEncoder encoder, List<Example> examples) {
        float[][] pooled = TextFeatures.compute(
                base.adapted(),
                null,
                encoder.encode(examples.stream().map(Example::text).toList()),
                task.input().pooling());
        float[][] vectors = new float[pooled.length][];
        for (int row = 0; row < pooled.length; row++) {
            int width = pooled[row].length;
            double norm = norm(pooled[row]);
            vectors[row] = new float[width + 1];
            for (int i = 0; i < width; i++) {
                vectors[row][i] = (float) (pooled[row][i] / norm);
            }
            vectors[row][width] = 1;
        }
        return vectors;
    }

    /** The Euclidean norm, at least a little above zero. */
    private static double norm(float[] vector) {
        double sum = 0;
        for (float x : vector) {
            sum += (double) x * x;
        }
        return Math.max(1e-12, StrictMath.sqrt(sum));
    }

    /** How well the probe does on labelled examples. */
    public ClassificationMetrics evaluate(ExampleSource<Example> source) {
        List<Example> examples = source.read();
        List<Classification> answers = new ArrayList<>();
        for (float[] vector : vectors(base, task, encoder, examples)) {
            List<Float> probabilities = new ArrayList<>();
            for (double share : softmax(weights, vector)) {
                probabilities.add((float) share);
            }
            answers.add(new Classification(labels, probabilities));
        }
        return ClassificationMetrics.of(
                answers, examples.stream().map(Example::label).toList());
    }
}
