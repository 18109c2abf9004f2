package io.adapt4j.train.task;

import io.adapt4j.Head;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.split.LabelCounts;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.spi.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;

/** {@link TextClassification} with its labels. */
public final class ClassificationLearner implements Learner<Example> {
    /** Examples per label from which centroids are computed; more change little. */
    private static final int CENTROID_EXAMPLES = 32;

    private final TextClassification task;
    private final TextClassificationSpec spec;

    /** @param known whether the declared labels are known already, so that no example need have them */
    ClassificationLearner(TextClassification task, ExampleSource<Example> examples, boolean known) {
        this.task = task;
        this.spec = new TextClassificationSpec(
                labels(examples, task.labels(), known),
                task.input().pooling(),
                task.head() instanceof HeadConfig.Cosine,
                task.input().maxLength());
    }

    /** The labels to train: the declared ones, or those of the examples, sorted. */
    private static List<String> labels(ExampleSource<Example> source, List<String> declared, boolean known) {
        SortedMap<String, Integer> counts = LabelCounts.of(source, Example::label);
        int count = TextSamples.requireSome(counts);
        Set<String> present = counts.keySet();
        if (known) {
            requireKnown(present, declared);
            return declared;
        }
        if (present.size() < 2) {
            throw new InvalidDataException("All " + count + " examples have the label \""
                    + present.iterator().next() + "\"; a classifier needs at least two labels");
        }
        if (declared.isEmpty()) {
            return List.copyOf(present);
        }
        requireKnown(present, declared);
        Set<String> missing = new TreeSet<>(declared);
        missing.removeAll(present);
        if (!missing.isEmpty()) {
            throw new InvalidDataException("No example has the labels " + missing
                    + " that the task declares; add examples or leave the labels out");
        }
        return declared;
    }

    static void requireKnown(Set<String> labels, List<String> known) {
        Set<String> unknown = new TreeSet<>(labels);
        unknown.removeAll(new HashSet<>(known));
        if (!unknown.isEmpty()) {
            throw new InvalidDataException("Examples have the labels " + unknown + ", but the task has " + known);
        }
    }

    @Override
    public TextClassificationSpec spec() {
        return spec;
    }

    @Override
    public Objective objective() {
        return task.loss().objective(spec.labels().size(), task.head());
    }

    @Override
    public double headDropout() {
        return task.headDropout();
    }

    @Override
    public Samples samples(ExampleSource<Example> source, SampleStorage storage) {
        Map<String, Integer> present = LabelCounts.of(source, Example::label);
        requireKnown(present.keySet(), spec.labels());
        int[] counts = spec.labels().stream()
                .mapToInt(label -> present.getOrDefault(label, 0))
                .toArray();
        double[] weights = task.classWeights().of(spec.labels(), counts);
        return TextSamples.of(source, task.kind(), task.input().encoder(), storage, (examples, texts) -> task.loss()
                .targets(
                        examples.stream().map(Example::text).toList(),
                        spec.labels(),
                        examples.stream()
                                .map(example -> distribution(example.label(), weights))
                                .toArray(float[][]::new)));
    }

    /** The distribution that a label and label smoothing give, times the weight of its class. */
    private float[] distribution(String label, double[] weights) {
        int index = spec.labels().indexOf(label);
        float[] target = new float[spec.labels().size()];
        Arrays.fill(target, (float) (weights[index] * task.labelSmoothing() / target.length));
        target[index] += (float) (weights[index] * (1 - task.labelSmoothing()));
        return target;
    }

    /** For a cosine head, the direction of the mean of each label's unit vectors. */
    @Override
    public Optional<float[]> initialHead(Samples training, Function<List<TokenizedText>, float[][]> vectors) {
        if (!(task.head() instanceof HeadConfig.Cosine)) {
            return Optional.empty();
        }
        int labels = spec.labels().size();
        int[] counts = new int[labels];
        List<TokenizedText> texts = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        for (int i = 0; i < training.size(); i++) {
            float[] targets = training.batch(new int[] {i}, 0).targets()[0];
            int label = largest(Arrays.copyOf(targets, labels));
            if (counts[label]++ < CENTROID_EXAMPLES) {
                texts.add(training.texts().get(i));
                owners.add(label);
            }
        }
        return Optional.of(centroids(vectors.apply(texts), owners, labels));
    }

    private static int largest(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static float[] centroids(float[][] vectors, List<Integer> owners, int labels) {
        int hidden = vectors[0].length;
        float[][] centroids = new float[labels][hidden];
        for (int row = 0; row < vectors.length; row++) {
            double norm = norm(vectors[row]);
            for (int i = 0; i < hidden; i++) {
                centroids[owners.get(row)][i] += (float) (vectors[row][i] / norm);
            }
        }
        float[] weight = new float[labels * hidden];
        for (int label = 0; label < labels; label++) {
            double norm = norm(centroids[label]);
            for (int i = 0; i < hidden; i++) {
                weight[label * hidden + i] = (float) (centroids[label][i] / norm);
            }
        }
        return weight;
    }

    /** A cosine head is served as the linear layer that it is: its rows at unit length, scaled. */
    @Override
    public Head head(float[] weight, float[] bias) {
        if (!(task.head() instanceof HeadConfig.Cosine cosine)) {
            return Learner.super.head(weight, bias);
        }
        float[] linear = new float[weight.length];
        int hidden = weight.length / bias.length;
        for (int row = 0; row < bias.length; row++) {
            double norm = norm(Arrays.copyOfRange(weight, row * hidden, (row + 1) * hidden));
            for (int i = row * hidden; i < (row + 1) * hidden; i++) {
                linear[i] = (float) (cosine.scale() * weight[i] / norm);
            }
        }
        return Learner.super.head(linear, bias);
    }

    /** Of a cosine head the directions matter alone; they are at unit length, as {@link #initialHead} starts them. */
    @Override
    public float[][] parametersOf(Head head) {
        float[][] parameters = Learner.super.parametersOf(head);
        if (task.head() instanceof HeadConfig.Cosine cosine) {
            for (int i = 0; i < parameters[0].length; i++) {
                parameters[0][i] = (float) (parameters[0][i] / cosine.scale());
            }
        }
        return parameters;
    }

    /** The Euclidean norm, at least a little above zero. */
    private static double norm(float[] vector) {
        double sum = 0;
        for (float x : vector) {
            sum += (double) x * x;
        }
        return Math.max(1e-12, StrictMath.sqrt(sum));
    }
}
