package io.adapt4j.task;

import java.util.List;

/**
 * The answer to one text: numbers.
 *
 * @param targets what the numbers are called
 * @param values one for each target, in the unit of the examples it was learnt from
 */
public record Regression(List<String> targets, List<Float> values) {

    public Regression {
        targets = List.copyOf(targets);
        values = List.copyOf(values);
    }

    /** The first number; the only one where there is one target. */
    public float value() {
        return values.get(0);
    }
}
