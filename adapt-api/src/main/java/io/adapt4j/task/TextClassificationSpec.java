package io.adapt4j.task;

import io.adapt4j.error.InvalidDataException;
import java.util.HashSet;
import java.util.List;

/**
 * One label out of several for a text.
 *
 * @param labels the labels, at least two and all different, in the order of the head's rows
 * @param pooling how the hidden states become one vector
 * @param normalize whether the vector is scaled to unit length before the head
 * @param maxLength texts are cut to this many tokens, special tokens included
 */
public record TextClassificationSpec(List<String> labels, Pooling pooling, boolean normalize, int maxLength)
        implements TaskSpec {

    public TextClassificationSpec {
        labels = List.copyOf(labels);
        if (labels.size() < 2) {
            throw new InvalidDataException("Classification takes at least two labels, but was given " + labels);
        }
        if (new HashSet<>(labels).size() != labels.size()) {
            throw new InvalidDataException("Labels must be different, but were " + labels);
        }
        if (maxLength < 1) {
            throw new InvalidDataException("maxLength is at least 1 token, but was " + maxLength);
        }
    }

    @Override
    public String name() {
        return "text-classification";
    }
}
