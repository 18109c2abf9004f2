package io.adapt4j.train.gate;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One slice: the texts in which a regular expression is found.
 *
 * @param name what the slice is called
 * @param pattern as {@link Pattern} takes it
 */
public record ByPattern(String name, String pattern) implements Slicing {

    public ByPattern {
        Pattern.compile(pattern);
    }

    @Override
    public String describe() {
        return "pattern " + pattern;
    }

    @Override
    public Optional<String> slice(Trial trial, int row) {
        boolean found = Pattern.compile(pattern)
                .matcher(trial.candidate().evaluation().row(row).text())
                .find();
        return found ? Optional.of(name) : Optional.empty();
    }
}
