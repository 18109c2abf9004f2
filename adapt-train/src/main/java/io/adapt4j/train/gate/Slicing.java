package io.adapt4j.train.gate;

import java.util.Optional;

/** How test data are cut into slices. Implementations are records; they are registered in {@link Criteria}. */
public interface Slicing {

    /** What slices are cut by, as a phrase: {@code label}. */
    String describe();

    /** The slice that a row is in; empty where it is in none. */
    Optional<String> slice(Trial trial, int row);
}
