package io.adapt4j.train.data;

import java.util.List;

/** A text and the numbers it should get, one for each of the task's targets. */
public record NumericExample(String text, List<Double> values) {

    public NumericExample {
        values = List.copyOf(values);
    }

    /** A text and its number. */
    public static NumericExample of(String text, double value) {
        return new NumericExample(text, List.of(value));
    }
}
