package io.adapt4j.train.metric;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.MultiLabel;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How well labels were given: {@code microF1} over all labels of all texts, {@code macroF1} the mean of the F1 of the labels that texts or answers have,
 * {@code subsetAccuracy} the share of texts with exactly their labels, {@code loss} the mean binary cross-entropy in nats.
 */
public final class MultiLabelMetrics {
    private static final double SMALLEST_PROBABILITY = 1e-12;

    private MultiLabelMetrics() {}

    /**
     * Compares answers with the truth.
     *
     * @param truth the true labels of each answer
     * @throws InvalidDataException when there are no answers, or not as many true label sets
     */
    public static Metrics of(List<MultiLabel> answers, List<Set<String>> truth) {
        Counts.requireSame(answers.size(), truth.size());
        List<String> labels = answers.get(0).labels();
        Counts all = new Counts();
        double macro = 0;
        int occurring = 0;
        double loss = 0;
        for (int label = 0; label < labels.size(); label++) {
            Counts own = new Counts();
            for (int i = 0; i < answers.size(); i++) {
                double probability = answers.get(i).probabilities().get(label);
                boolean actual = truth.get(i).contains(labels.get(label));
                boolean given = probability >= answers.get(i).threshold();
                own.add(actual, given);
                all.add(actual, given);
                loss -= StrictMath.log(Math.max(SMALLEST_PROBABILITY, actual ? probability : 1 - probability));
            }
            macro += own.f1();
            occurring += own.occurs() ? 1 : 0;
        }
        double exact = 0;
        for (int i = 0; i < answers.size(); i++) {
            exact += new HashSet<>(answers.get(i).given()).equals(truth.get(i)) ? 1 : 0;
        }
        return NamedMetrics.of(
                Map.of(
                        "microF1",
                        all.f1(),
                        "macroF1",
                        macro / Math.max(1, occurring),
                        "subsetAccuracy",
                        exact / answers.size()),
                "microF1",
                loss / answers.size() / labels.size());
    }
}
