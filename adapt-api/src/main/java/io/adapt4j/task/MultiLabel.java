package io.adapt4j.task;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The answer to one text: each label with its own probability.
 *
 * @param labels the labels, in the order of the head's rows
 * @param probabilities one for each label, in [0, 1]; they need not add up to 1
 * @param threshold the probability from which on a label is given
 */
public record MultiLabel(List<String> labels, List<Float> probabilities, double threshold) {

    public MultiLabel {
        labels = List.copyOf(labels);
        probabilities = List.copyOf(probabilities);
    }

    /** The labels whose probability reaches the threshold, in the order of {@link #labels}; there may be none. */
    public List<String> given() {
        return IntStream.range(0, labels.size())
                .filter(label -> probabilities.get(label) >= threshold)
                .mapToObj(labels::get)
                .toList();
    }
}
