package io.adapt4j.train.update;

import io.adapt4j.Head;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.task.MultiLabelSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.task.TokenClassificationSpec;
import java.util.List;
import java.util.function.Function;

/**
 * Where the rows of a head belong to labels: first those that belong to none, then equally many for each label.
 *
 * @param labels the labels, or kinds of entities
 * @param least how many there must be
 * @param unlabelled the rows that belong to no label, such as the one of the tag O
 * @param perLabel the rows of a label, such as those of the tags B- and I-
 * @param exclusive whether what has one label has no other
 * @param normalize whether the vector is scaled to unit length before the head
 * @param relabelled the task with other labels
 */
record LabelLayout(
        List<String> labels,
        int least,
        int unlabelled,
        int perLabel,
        boolean exclusive,
        boolean normalize,
        Function<List<String>, TaskSpec> relabelled) {

    /** @throws UnsupportedFeatureException when the task has no labels */
    static LabelLayout of(TaskSpec task) {
        if (task instanceof TextClassificationSpec one) {
            return new LabelLayout(
                    one.labels(),
                    2,
                    0,
                    1,
                    true,
                    one.normalize(),
                    labels -> new TextClassificationSpec(labels, one.pooling(), one.normalize(), one.maxLength()));
        }
        if (task instanceof MultiLabelSpec many) {
            return new LabelLayout(
                    many.labels(),
                    1,
                    0,
                    1,
                    false,
                    many.normalize(),
                    labels -> new MultiLabelSpec(
                            labels, many.threshold(), many.pooling(), many.normalize(), many.maxLength()));
        }
        if (task instanceof TokenClassificationSpec tokens) {
            return new LabelLayout(
                    tokens.kinds(),
                    1,
                    1,
                    2,
                    true,
                    false,
                    kinds -> new TokenClassificationSpec(kinds, tokens.maxLength()));
        }
        throw new UnsupportedFeatureException("The labels of a " + task.name()
                + " adapter cannot be changed, for it has none; tasks with labels are classification, multi-label and"
                + " token classification");
    }

    /** The row of a label at one of its places. */
    int row(int label, int place) {
        return unlabelled + label * perLabel + place;
    }

    /** Whether the head compares directions alone, as one trained with a cosine head: vectors at unit length, no bias. */
    boolean isCosine(Head head) {
        for (float bias : head.bias().toFloatArray()) {
            if (bias != 0) {
                return false;
            }
        }
        return normalize;
    }
}
