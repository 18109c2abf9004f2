package io.adapt4j.train.metric;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.Classification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How well a classifier did on labelled examples.
 *
 * @param labels the labels, in the order of the matrix
 * @param confusion the confusion matrix: how many examples of label {@code [row]} were given label {@code [column]}
 * @param loss mean cross-entropy, in nats
 */
public record ClassificationMetrics(List<String> labels, List<List<Integer>> confusion, double loss)
        implements Metrics {
    private static final double SMALLEST_PROBABILITY = 1e-12;

    public ClassificationMetrics {
        labels = List.copyOf(labels);
        confusion = confusion.stream().map(List::copyOf).toList();
    }

    /**
     * Compares answers with the truth.
     *
     * @param truth the true label of each answer
     * @throws InvalidDataException when there are no answers, or a true label is not among the answers' labels
     */
    public static ClassificationMetrics of(List<Classification> answers, List<String> truth) {
        if (answers.isEmpty() || answers.size() != truth.size()) {
            throw new InvalidDataException(
                    "Metrics take as many answers as true labels and at least one, but were given " + answers.size()
                            + " and " + truth.size());
        }
        List<String> labels = answers.get(0).labels();
        Map<String, Integer> index = new HashMap<>();
        labels.forEach(label -> index.put(label, index.size()));
        int[][] counts = new int[labels.size()][labels.size()];
        double loss = 0;
        for (int i = 0; i < answers.size(); i++) {
            Integer actual = index.get(truth.get(i));
            Integer predicted = index.get(answers.get(i).label());
            if (actual == null || predicted == null) {
                throw new InvalidDataException(
                        "The label \"" + truth.get(i) + "\" was not seen in training; known are " + labels);
            }
            counts[actual][predicted]++;
            loss -= StrictMath.log(Math.max(
                    SMALLEST_PROBABILITY, answers.get(i).probabilities().get(actual)));
        }
        List<List<Integer>> confusion = new ArrayList<>();
        for (int[] row : counts) {
            confusion.add(Arrays.stream(row).boxed().toList());
        }
        return new ClassificationMetrics(labels, confusion, loss / answers.size());
    }

    /** {@code accuracy}, {@code macroF1} and {@code loss}. */
    @Override
    public SortedMap<String, Double> values() {
        return new TreeMap<>(Map.of("accuracy", accuracy(), "macroF1", macroF1(), "loss", loss));
    }

    @Override
    public String primary() {
        return "accuracy";
    }

    /** The number of examples. */
    public int count() {
        return confusion.stream()
                .flatMap(List::stream)
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** The share of examples given their true label, in [0, 1]. */
    public double accuracy() {
        int correct = 0;
        for (int i = 0; i < labels.size(); i++) {
            correct += confusion.get(i).get(i);
        }
        return (double) correct / count();
    }

    /** The F1 of one label: the harmonic mean of precision and recall; 0 where the label has no hit. */
    public double f1(String label) {
        int i = labels.indexOf(label);
        int hits = confusion.get(i).get(i);
        int actual = confusion.get(i).stream().mapToInt(Integer::intValue).sum();
        int predicted = confusion.stream().mapToInt(row -> row.get(i)).sum();
        return hits == 0 ? 0 : 2.0 * hits / (actual + predicted);
    }

    /** The mean of the labels' F1, each label counting the same; labels that neither examples nor answers have do not count. */
    public double macroF1() {
        return IntStream.range(0, labels.size())
                .filter(this::occurs)
                .mapToDouble(i -> f1(labels.get(i)))
                .average()
                .orElse(0);
    }

    private boolean occurs(int label) {
        return confusion.get(label).stream().anyMatch(count -> count > 0)
                || confusion.stream().anyMatch(row -> row.get(label) > 0);
    }
}
