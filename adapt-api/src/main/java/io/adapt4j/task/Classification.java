package io.adapt4j.task;

import java.util.List;

/**
 * The answer to one text: the labels with their probabilities.
 *
 * @param labels the labels, in the order of the head's rows
 * @param probabilities one for each label; they add up to 1
 */
public record Classification(List<String> labels, List<Float> probabilities) {

    public Classification {
        labels = List.copyOf(labels);
        probabilities = List.copyOf(probabilities);
    }

    /** The most probable label, the first of several equals. */
    public String label() {
        return labels.get(best());
    }

    /** The probability of {@link #label}. */
    public float probability() {
        return probabilities.get(best());
    }

    private int best() {
        int best = 0;
        for (int i = 1; i < probabilities.size(); i++) {
            if (probabilities.get(i) > probabilities.get(best)) {
                best = i;
            }
        }
        return best;
    }
}
