package io.adapt4j.train.gate;

import java.util.Optional;

/**
 * A slice for each value of a key of the test data.
 *
 * @param key the name that it was given in {@link TestData#key(String, java.util.function.Function)}
 */
public record ByKey(String key) implements Slicing {

    @Override
    public String describe() {
        return key;
    }

    @Override
    public Optional<String> slice(Trial trial, int row) {
        return Optional.of(trial.data().key(key, row));
    }
}
