package io.adapt4j.train.task;

import io.adapt4j.train.data.Example;
import java.util.List;

/**
 * Names of labels as texts, for labels whose names say what they mean: {@code card_arrival} is the text "card arrival". What a base knows of its words
 * is known of the label before any example is (as in zero-shot use of SetFit: Tunstall et al., "Efficient Few-Shot Learning Without Prompts",
 * 2022).
 */
public final class LabelNames {
    private LabelNames() {}

    /** The words of a name: underscores and hyphens are spaces. */
    public static String words(String label) {
        return label.replace('_', ' ').replace('-', ' ');
    }

    /** An example of each label, in the order of labels. */
    public static List<Example> examples(List<String> labels) {
        return labels.stream().map(label -> new Example(words(label), label)).toList();
    }
}
