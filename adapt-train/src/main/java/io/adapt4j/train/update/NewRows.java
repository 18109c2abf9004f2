package io.adapt4j.train.update;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Head;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.recipe.document.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Rows for new labels, from examples. In a cosine head a row is the mean of the unit vectors of the label's texts, at the norm that old rows have
 * on average (Qi, Brown and Lowe, "Low-Shot Learning with Imprinted Weights", 2018). In another it is the mean of the old rows plus a step
 * towards the label's centroid, away from the centre of all centroids, as long as the old rows' mean distance from their mean.
 */
final class NewRows {
    /** Examples per label from which centroids are computed; more change little. */
    private static final int CENTROID_EXAMPLES = 32;

    private final SortedMap<String, double[]> centroids = new TreeMap<>();

    private NewRows() {}

    /**
     * Reads the examples once, and runs some of each label through the adapter.
     *
     * @param labels the labels after the change
     * @throws UnsupportedFeatureException when the labels are those of tokens
     * @throws InvalidDataException when an example is of no known kind, or there are none
     */
    static <E> NewRows of(
            Adapter adapter,
            TaskSpec task,
            LabelLayout layout,
            List<String> labels,
            BaseModel base,
            ExampleSource<E> examples) {
        if (layout.perLabel() > 1) {
            throw new UnsupportedFeatureException("New rows of a " + task.name()
                    + " adapter cannot be started from examples; update it without them, and train it then");
        }
        List<String> texts = new ArrayList<>();
        SortedMap<String, List<Integer>> members = new TreeMap<>();
        try (Stream<E> all = examples.stream()) {
            all.forEachOrdered(example -> take(example, texts, members));
        }
        if (members.isEmpty()) {
            throw new InvalidDataException("None of the examples has a label; give some that have the new ones");
        }
        for (String label : members.keySet()) {
            if (!labels.contains(label)) {
                throw new InvalidDataException("An example has the label \"" + label
                        + "\", which is none after the change; " + Suggestion.of(label, labels));
            }
        }
        TextEncoder encoder = TextEncoder.of(
                adapter.tokenizer()
                        .orElseThrow(() -> new InvalidDataException(
                                adapter + " has no tokenizer, so that it cannot read examples")),
                task.maxLength());
        float[][] vectors;
        try (BoundAdapter bound = base.adapted().bind(adapter)) {
            vectors = TextFeatures.compute(base.adapted(), bound, encoder.encode(texts), task.pooling());
        }
        NewRows rows = new NewRows();
        members.forEach((label, own) -> rows.centroids.put(label, centroid(vectors, own, layout.normalize())));
        return rows;
    }

    private static <E> void take(E example, List<String> texts, SortedMap<String, List<Integer>> members) {
        ExampleKind<E> kind = ExampleKinds.of(example);
        boolean wanted = false;
        for (String label : kind.labels(example)) {
            List<Integer> own = members.computeIfAbsent(label, any -> new ArrayList<>());
            if (own.size() < CENTROID_EXAMPLES) {
                own.add(texts.size());
                wanted = true;
            }
        }
        if (wanted) {
            texts.add(kind.texts(example).get(0));
        }
    }

    private static double[] centroid(float[][] vectors, List<Integer> rows, boolean normalize) {
        double[] sum = new double[vectors[0].length];
        for (int row : rows) {
            double[] vector = new double[sum.length];
            for (int i = 0; i < sum.length; i++) {
                vector[i] = vectors[row][i];
            }
            double length = normalize ? norm(vector) : 1;
            for (int i = 0; i < sum.length; i++) {
                sum[i] += vector[i] / length / rows.size();
            }
        }
        return sum;
    }

    /** Adds the row of a new label. */
    void add(String label, HeadRows head, RowMean mean, Head old, boolean cosine) {
        double[] centroid = centroids.get(label);
        if (centroid == null) {
            throw new InvalidDataException("No example has the new label \"" + label + "\"; the examples have "
                    + centroids.keySet() + ". Add some, or update without examples");
        }
        if (cosine) {
            new RowMean(centroid, 0, 0).addTo(head, mean.norm() / norm(centroid), 0);
            return;
        }
        double[] centre = new double[centroid.length];
        centroids.values().forEach(other -> addTo(centre, other, 1.0 / centroids.size()));
        double[] step = centroid.clone();
        addTo(step, centre, -1);
        double length = spread(old, mean) / norm(step);
        double[] row = mean.weight().clone();
        addTo(row, step, length);
        double shift = 0;
        for (int i = 0; i < step.length; i++) {
            shift += length * step[i] * centre[i];
        }
        new RowMean(row, mean.bias(), 0).addTo(head, 1, -shift);
    }

    /** How far rows are from their mean, on average. */
    private static double spread(Head old, RowMean mean) {
        HeadRows rows = HeadRows.of(old);
        double sum = 0;
        for (int row = 0; row < old.outputs(); row++) {
            double[] distance = mean.weight().clone();
            float[] own = rows.weight(row);
            for (int i = 0; i < own.length; i++) {
                distance[i] -= own[i];
            }
            sum += norm(distance);
        }
        return sum / old.outputs();
    }

    private static void addTo(double[] sum, double[] vector, double factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * vector[i];
        }
    }

    /** The Euclidean norm, at least a little above zero. */
    static double norm(double[] vector) {
        return Math.max(
                1e-12, StrictMath.sqrt(Arrays.stream(vector).map(x -> x * x).sum()));
    }
}
