package io.adapt4j.train.migrate.strategy;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.MultiLabelSpec;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.RegressionSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.task.TokenClassificationSpec;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.data.NumericExample;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a task makes of its head's outputs.
 *
 * @param link from outputs to answers
 * @param names of the outputs, in the head's order; empty for a task without a head
 * @param normalize whether vectors are scaled to unit length before the head
 */
record TaskForm(Link link, List<String> names, boolean normalize) {

    /** From a head's outputs to an answer. */
    enum Link {
        /** One of several labels for a text. */
        SOFTMAX,
        /** Any number of labels for a text. */
        SIGMOID,
        /** Numbers for a text. */
        NUMBERS,
        /** A tag for each token. */
        TOKENS,
        /** No head: the vector is the answer. */
        VECTORS
    }

    static TaskForm of(TaskSpec spec) {
        if (spec instanceof TextClassificationSpec one) {
            return new TaskForm(Link.SOFTMAX, one.labels(), one.normalize());
        }
        if (spec instanceof MultiLabelSpec many) {
            return new TaskForm(Link.SIGMOID, many.labels(), many.normalize());
        }
        if (spec instanceof RegressionSpec numbers) {
            return new TaskForm(Link.NUMBERS, numbers.targets(), numbers.normalize());
        }
        if (spec instanceof TokenClassificationSpec tokens) {
            return new TaskForm(Link.TOKENS, tokens.tags(), false);
        }
        return new TaskForm(Link.VECTORS, List.of(), ((EmbeddingSpec) spec).normalize());
    }

    /** Whether a head takes one vector for each text. */
    boolean isPooled() {
        return link == Link.SOFTMAX || link == Link.SIGMOID || link == Link.NUMBERS;
    }

    /** The same task with a head that takes vectors pooled so, and at unit length or as they are. */
    static TaskSpec with(TaskSpec spec, Pooling pooling, boolean normalize) {
        if (spec instanceof TextClassificationSpec one) {
            return new TextClassificationSpec(one.labels(), pooling, normalize, one.maxLength());
        }
        if (spec instanceof MultiLabelSpec many) {
            return new MultiLabelSpec(many.labels(), many.threshold(), pooling, normalize, many.maxLength());
        }
        if (spec instanceof RegressionSpec numbers) {
            return new RegressionSpec(numbers.targets(), pooling, normalize, numbers.maxLength());
        }
        return spec;
    }

    /**
     * What an example says of each output: 1 for its labels and 0 for others, or its numbers.
     *
     * @throws InvalidDataException when the example is of another kind or has what the task does not know
     */
    float[] target(Object example) {
        float[] target = new float[names.size()];
        if (link == Link.SOFTMAX && example instanceof Example one) {
            target[index(one.label())] = 1;
        } else if (link == Link.SIGMOID && example instanceof MultiLabelExample many) {
            many.labels().forEach(label -> target[index(label)] = 1);
        } else if (link == Link.NUMBERS && example instanceof NumericExample numeric) {
            numbers(numeric, target);
        } else {
            throw new InvalidDataException(
                    "An example of the class " + example.getClass().getSimpleName()
                            + " does not fit the adapter's task, whose outputs are " + names);
        }
        return target;
    }

    /** The place of the label of an example with one label. */
    int label(Object example) {
        float[] target = target(example);
        return IntStream.range(0, target.length)
                .filter(i -> target[i] == 1)
                .findFirst()
                .orElseThrow();
    }

    private int index(String label) {
        int index = names.indexOf(label);
        if (index < 0) {
            throw new InvalidDataException(
                    "An example has the label \"" + label + "\", but the adapter knows " + names);
        }
        return index;
    }

    private void numbers(NumericExample example, float[] target) {
        if (example.values().size() != target.length
                || !example.values().stream().allMatch(Double::isFinite)) {
            throw new InvalidDataException("An example has the numbers " + example.values()
                    + ", but the adapter gives finite ones for " + names);
        }
        for (int i = 0; i < target.length; i++) {
            target[i] = example.values().get(i).floatValue();
        }
    }
}
